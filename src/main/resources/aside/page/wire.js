// The panel "On the wire": every frame, in order, as it was sent, and the chapter that explains it.

import { $, clock, make } from './view.js';

const KEPT = 300;              // frames on the page
const SHOWN = 2_000;           // characters of one frame

const CHAPTERS = ['', 'Who is here', 'What is said', 'Private delivery', 'Public messages and dispatch',
  'Names that collide', 'Leaving exactly once', 'Finding the dead', 'The bounded outbox'];

// Type, error code or close code -> the chapter's number and what this frame is.
const MEANINGS = {
  opened: [1, 'The WebSocket is open. The server waits ten seconds for a join.'],
  join: [1, 'The first message on a connection: the name this window would like.'],
  welcome: [1, 'The join is accepted. The list names who is here, the new one first.'],
  joined: [1, 'Somebody came. Everyone else is told, once.'],
  left: [6, 'Somebody went. However the connection ended, everyone is told once.'],
  public: [4, 'For everyone who has joined. The server stamps “from”; it ignores one that a client sends.'],
  private: [3, 'For one person alone. No other window receives this frame.'],
  ack: [8, 'The message with this id is in the outbox of every recipient. That is “queued”, not “read”.'],
  'bad-json': [2, 'The frame was not one JSON object. The connection stays open.'],
  'bad-message': [2, 'A field is missing or has the wrong type. The text names it.'],
  'unknown-type': [2, 'The server knows no message of this type.'],
  'message-too-long': [2, 'A message has at most 4,000 characters.'],
  'not-joined': [1, 'Join comes first: without a name there is no sender.'],
  'already-joined': [1, 'One connection joins once.'],
  'bad-name': [1, 'A name has 1 to 32 letters or digits of any script, or _ - .'],
  'name-taken': [5, 'One name, one connection. Looking and adding are one step, so two can never both win.'],
  'user-offline': [3, 'Nobody here has that name, so nothing was delivered.'],
  'rate-limited': [8, 'More than 100 messages in a second. This one was not delivered.'],
  closed: [6, 'The connection ended. The server frees the name and tells the others, exactly once.'],
  1003: [2, 'The server takes text frames only.'],
  1007: [2, 'A text frame must be UTF-8.'],
  1009: [2, 'A frame has at most 64 KiB.'],
  4001: [8, 'This reader was too slow: its outbox was full, so the server dropped it and nobody else waited.'],
  4002: [7, 'No pong came back: the server holds the connection for dead.'],
  4003: [1, 'No join was accepted before the deadline.'],
  4004: [8, 'Too many refused messages: the server closed the connection.'],
};

export class Wire {
  #held = [];                  // frames that came while the panel was paused
  #paused = false;

  constructor() {
    $('pause').addEventListener('click', () => this.#pause());
    $('clear').addEventListener('click', () => $('frame-list').replaceChildren());
    $('filter').addEventListener('input', () => [...$('frame-list').children].forEach(filter));
    $('examples').addEventListener('change', () => { $('raw').value = $('examples').value; $('raw').focus(); });
  }

  frame(direction, text) {
    const row = [direction, text, Date.now()];
    if (!this.#paused) return this.#show(row);
    this.#held.push(row);
    if (this.#held.length > KEPT) this.#held.shift();
    $('pause').textContent = `Resume (${this.#held.length})`;
  }

  #pause() {
    this.#paused = !this.#paused;
    $('pause').ariaPressed = this.#paused;
    $('pause').textContent = this.#paused ? 'Resume' : 'Pause';
    this.#held.splice(0).forEach((row) => this.#show(row));
  }

  #show([direction, text, time]) {
    const frames = $('frames');
    const along = frames.scrollHeight - frames.scrollTop - frames.clientHeight < 40;
    const { type, meaning, json } = describe(direction, text);
    const long = text.length > SHOWN ? `${text.slice(0, SHOWN)} … ${text.length} characters` : text;
    const head = make('button', { type: 'button', ariaExpanded: 'false' },
      make('time', {}, clock(time, { second: '2-digit', fractionalSecondDigits: 3 })),
      make('span', { className: 'way' }, { sent: '↑ sent', received: '↓ received' }[direction] ?? '•'),
      make('span', { className: 'type' }, type), make('code', {}, ...coloured(long)));
    const item = make('li', { className: `frame ${direction}` }, head);
    item.dataset.type = type;
    item.dataset.text = text.slice(0, SHOWN).toLowerCase();
    head.addEventListener('click', () => {
      const open = head.ariaExpanded !== 'true';
      head.ariaExpanded = open;
      if (!open) return item.lastChild.remove();
      const pretty = json ? make('pre', {}, ...coloured(JSON.stringify(json, null, 2).slice(0, SHOWN))) : '';
      item.append(make('div', { className: 'meaning' }, pretty, make('p', {}, meaning[1]),
        make('p', { className: 'chapter' }, `Chapter 0${meaning[0]} · ${CHAPTERS[meaning[0]]}`)));
    });
    filter(item);
    $('frame-list').append(item);
    if ($('frame-list').children.length > KEPT) $('frame-list').firstChild.remove();
    if (along) frames.scrollTop = frames.scrollHeight;
  }
}

function describe(direction, text) {
  if (direction === 'opened' || direction === 'closed') {
    return { type: direction, meaning: MEANINGS[text.split(' ')[1]] ?? MEANINGS[direction] };
  }
  const json = parsed(text);
  const type = typeof json?.type === 'string' ? json.type.slice(0, 20) : json ? 'no type' : 'not JSON';
  const key = type === 'error' ? json.code : type;
  const unknown = json ? 'unknown-type' : 'bad-json';
  return { type, json, meaning: Object.hasOwn(MEANINGS, key) ? MEANINGS[key] : MEANINGS[unknown] };
}

// The JSON object in a frame, or null.
export function parsed(text) {
  try {
    const json = JSON.parse(text);
    return json !== null && typeof json === 'object' && !Array.isArray(json) ? json : null;
  } catch {
    return null;
  }
}

// Every second part of the split is a key.
const coloured = (text) => text.split(/("(?:[^"\\]|\\.)*"\s*:)/)
  .map((part, index) => (index % 2 ? make('b', {}, part) : part));

function filter(item) {
  const wanted = $('filter').value.trim().toLowerCase();
  item.hidden = !item.dataset.type.toLowerCase().includes(wanted) && !item.dataset.text.includes(wanted);
}
