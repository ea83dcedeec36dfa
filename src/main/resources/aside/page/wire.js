// The panel "On the wire": every frame, in order, as it was sent, and the chapter that explains it.

import { CLOSES } from './connection.js';
import { $, button, clock, isAtEnd, make, soon } from './view.js';

const KEPT = 300;              // frames on the page
const SHOWN = 2_000;           // characters of one frame
const CHAPTERS = ['', 'Who is here', 'What is said', 'Private delivery', 'Public messages and dispatch',
  'Names that collide', 'Leaving exactly once', 'Finding the dead', 'The bounded outbox'];
const FILES = ['', 'registry', 'messages', 'private', 'public', 'names', 'cleanup', 'heartbeat', 'outbox'];

// Type -> the number of its chapter and what such a frame is.
const TYPES = {
  opened: [1, 'The WebSocket is open. The server waits some seconds for a join.'],
  join: [1, 'The first message on a connection: the name this window would like.'],
  welcome: [1, 'The join is accepted. The list names who is here, the new one first.'],
  joined: [1, 'Somebody came. Everyone else is told, once.'],
  left: [6, 'Somebody went. However the connection ended, everyone is told once.'],
  public: [4, 'For everyone who has joined. The server stamps “from”; it ignores one that a client sends.'],
  private: [3, 'For one person alone. No other window receives this frame.'],
  ack: [8, 'The message with this id is in the outbox of every recipient. That is “queued”, not “read”.'],
  closed: [6, 'The connection ended. The server frees the name and tells the others, exactly once.'],
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
  try {
    return text.trimStart().startsWith('{') ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

// A frame's type, its JSON object if it is one, the number of its chapter and its meaning.
function describe(direction, text) {
  const json = parsed(text);
  const frame = direction === 'sent' || direction === 'received';
  const type = frame ? String(json ? json.type : 'not JSON').slice(0, 20) : direction;
  const [why, back, chapter] = CLOSES[text.split(' ')[1]] ?? [];
  if (type === 'closed' && why) return [type, json, chapter, `${why}. The page ${back ? 'reconnects' : 'stays away'}.`];
  if (type === 'error') return [type, json, ERRORS[json.code] ?? 2, 'Not delivered. The connection stays open.'];
  return [type, json, ...(Object.hasOwn(TYPES, type) ? TYPES[type] : [2, 'Not in the protocol: watch the answer.'])];
}

const cut = (text) => (text.length > SHOWN ? `${text.slice(0, SHOWN)} … ${text.length} characters` : text);

// Every second part of the split is a key.
const coloured = (text) => text.split(/("(?:[^"\\]|\\.)*"\s*:)/)
  .map((part, index) => (index % 2 ? make('b', {}, part) : part));

const matches = (item) => item.textContent.toLowerCase().includes($('filter').value.trim().toLowerCase());

export class Wire {
  #waiting = [];               // frames that are not on the page yet
  #paused = false;
  #drawSoon = soon(() => this.#draw());

  constructor() {
    $('pause').addEventListener('click', () => this.#draw(this.#paused = !this.#paused));
    $('clear').addEventListener('click', () => $('frame-list').replaceChildren());
    $('filter').addEventListener('input', () => {
      for (const item of $('frame-list').children) item.hidden = !matches(item);
    });
    $('examples').append(new Option('Examples …', ''), ...EXAMPLES.map((each) => new Option(each)));
    $('examples').addEventListener('change', () => { $('raw').value = $('examples').value; });
  }

  frame(direction, text) {
    this.#waiting.push([direction, text, Date.now()]);
    if (this.#waiting.length > KEPT) this.#waiting.shift();
    this.#drawSoon();
  }

  #draw() {
    const along = isAtEnd($('frames'));
    if (!this.#paused) $('frame-list').append(...this.#waiting.splice(0).map((frame) => row(...frame)));
    while ($('frame-list').children.length > KEPT) $('frame-list').firstChild.remove();
    if (along) $('frames').scrollTop = $('frames').scrollHeight;
    $('pause').textContent = this.#paused ? `Resume (${this.#waiting.length})` : 'Pause';
  }
}

function row(direction, text, time) {
  const [type, json, chapter, meaning] = describe(direction, text);
  const head = button({ ariaExpanded: 'false' },
    make('time', {}, clock(time, { second: '2-digit', fractionalSecondDigits: 3 })),
    make('span', {}, { sent: '↑ sent', received: '↓ received' }[direction] ?? '•'),
    make('span', { className: 'type' }, type),
    make('code', {}, ...coloured(cut(text))));
  const item = make('li', { className: 'frame' }, head);
  item.dataset.type = type;
  head.addEventListener('click', () => {
    head.ariaExpanded = head.ariaExpanded !== 'true';
    if (head.ariaExpanded !== 'true') return item.lastChild.remove();
    item.append(make('div', { className: 'meaning' },
      make('pre', {}, ...coloured(json ? cut(JSON.stringify(json, null, 2)) : '')),
      make('p', {}, meaning),
      make('p', { className: 'chapter' },
        `Chapter ${chapter}: ${CHAPTERS[chapter]} · docs/0${chapter}-${FILES[chapter]}.md`)));
    item.scrollIntoView({ block: 'nearest' });
  });
  item.hidden = !matches(item);
  return item;
}
