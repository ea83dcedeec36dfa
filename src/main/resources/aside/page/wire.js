// The panel "On the wire": every frame, in order, as it was sent, and the chapter that explains it.

import { CLOSES } from './connection.js';
import { $, button, make, oneStop, soon, stayAtEnd } from './view.js';
import { rich, t } from './words.js';

const [KEPT, SHOWN] = [300, 2_000];  // frames on the page, and characters of one frame
const CHAPTERS = ['', 'Who is here', 'What is said', 'Private delivery', 'Public messages and dispatch',
  'Names that collide', 'Leaving exactly once', 'Finding the dead', 'The bounded outbox'];
const FILES = ['', 'registry', 'messages', 'private', 'public', 'names', 'cleanup', 'heartbeat', 'outbox'];

// Type -> the number of its chapter and the key of the words that say what such a frame is.
const TYPES = {
  opened: [1, 'isOpened'], join: [1, 'isJoin'], welcome: [1, 'isWelcome'], joined: [1, 'isJoined'], left: [6, 'isLeft'],
  public: [4, 'isPublic'], private: [3, 'isPrivate'], ack: [8, 'isAck'], closed: [6, 'isClosed'],
};
// Error code -> the number of its chapter. The error says the rest itself.
const ERRORS = {
  'not-joined': 1, 'already-joined': 1, 'bad-name': 1, 'user-offline': 3, 'name-taken': 5, 'rate-limited': 8,
};
const EXAMPLES = [
  '{"type":"public","msg":"hello","id":"x1"}', '{"type":"public","from":"root","msg":"I am root"}',
  '{"type":"private","to":"nobody","msg":"psst","id":"x2"}', '{"type":"join","name":"Another"}', '{"type":"public"}',
  '{"type":"shout","msg":"HELLO"}', '{"type":"public","msg":',
];

// The JSON object in a frame, or null.
export function parsed(text) {
  try { return text.trimStart().startsWith('{') ? JSON.parse(text) : null; } catch { return null; }
}

// A frame's type, its JSON object if it is one, the number of its chapter and its meaning.
function describe(direction, text) {
  const json = parsed(text);
  const frame = direction === 'sent' || direction === 'received';
  const type = frame ? String(json ? json.type : 'not JSON').slice(0, 20) : direction;
  const code = text.split(' ')[1];
  const [back, chapter] = CLOSES[code] ?? [];
  if (type === 'closed' && chapter) return [type, json, chapter, t(back ? 'comesBack' : 'staysAway', t(code))];
  if (type === 'error') return [type, json, ERRORS[json.code] ?? 2, t('isError')];
  const [number, meaning] = Object.hasOwn(TYPES, type) ? TYPES[type] : [2, 'isOther'];
  return [type, json, number, t(meaning)];
}

const cut = (text) => (text.length > SHOWN ? text.slice(0, SHOWN) + t('characters', text.length) : text);

// Shows a sign without a width, or one that turns the text around it, by its number. Joiners in words and emoji stay.
const INVISIBLE = /(?![\u200c\u200d\n\t])([\p{Cc}\p{Cf}\u2028\u2029])/u;
const number = (sign) => `\\u${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
const visible = (text) => text.split(INVISIBLE).map((part, at) => (at % 2 ? make('mark', {}, number(part)) : part));

// Every second part of the split is a key.
const coloured = (text) => text.split(/("(?:[^"\\]|\\.)*"\s*:)/)
  .flatMap((part, at) => (at % 2 ? make('b', {}, ...visible(part)) : visible(part)));

export class Wire {
  #waiting = [];               // frames that are not on the page yet
  #paused = false; #cleared = false; #place = stayAtEnd($('frames'));
  #drawSoon = soon(() => this.#draw());

  constructor() {
    $('pause').addEventListener('click', () => this.#draw(this.#paused = !this.#paused));
    $('clear').addEventListener('click', () => this.clear());
    $('filter').addEventListener('input', () => this.#draw());
    $('examples').append(new Option(t('examples'), ''), ...EXAMPLES.map((each) => new Option(each)));
    $('examples').addEventListener('change', () => { $('raw').value = $('examples').value; });
    oneStop($('frames'));
    this.#draw();
  }

  clear() {
    [this.#cleared, this.#waiting] = [true, []];
    $('frame-list').replaceChildren();
    this.#draw();
  }

  frame(direction, text) {
    this.#waiting.push([direction, text, Date.now()]);
    if (this.#waiting.length > KEPT) this.#waiting.shift();
    this.#drawSoon();
  }

  #draw() {
    const list = $('frame-list');
    const focused = list.contains(document.activeElement);
    if (!this.#paused) list.append(...this.#waiting.splice(0).map((frame) => row(...frame)));
    while (list.children.length > KEPT) list.firstChild.remove();
    const wanted = $('filter').value.trim().toLowerCase();
    for (const item of list.children) item.hidden = wanted && !item.textContent.toLowerCase().includes(wanted);
    if (focused && !list.contains(document.activeElement)) $('frames').focus();
    this.#place.follow();
    $('pause').textContent = this.#paused ? t('resume', this.#waiting.length) : t('pause');
    const none = list.children.length ? 'noMatch' : this.#cleared ? 'cleared' : 'noFrame';
    $('no-frame').replaceChildren(...(list.querySelector(':scope > :not([hidden])') ? [] : rich(t(none))));
  }
}

function row(direction, text, time) {
  const [type, json, chapter, meaning] = describe(direction, text);
  const head = button({ ariaExpanded: 'false', tabIndex: -1 },
    make('time', {}, `${new Date(time).toTimeString().slice(0, 8)}.${String(time % 1000).padStart(3, '0')}`),
    make('span', {}, ['sent', 'received'].includes(direction) ? t(direction) : '•'),
    make('span', { className: 'type' }, type), make('code', {}, ...coloured(cut(text))));
  const item = make('li', { className: 'frame' }, head);
  item.dataset.type = type;
  head.addEventListener('click', () => {
    head.ariaExpanded = head.ariaExpanded !== 'true';
    if (head.ariaExpanded !== 'true') return item.lastChild.remove();
    item.append(make('div', { className: 'meaning' },
      make('pre', {}, ...coloured(json ? cut(JSON.stringify(json, null, 2)) : '')),
      make('p', {}, meaning), make('p', { className: 'chapter' },
        `${t('chapter', chapter)}: ${CHAPTERS[chapter]} · docs/0${chapter}-${FILES[chapter]}.md`)));
    item.scrollIntoView({ block: 'nearest' });
  });
  return item;
}
