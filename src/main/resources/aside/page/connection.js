// One WebSocket at a time. It comes back under the same name when the close code allows it, and never otherwise.

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const STEADY_AFTER = 10_000;   // a connection that held this long starts the back-off from the beginning
const NAME_HELD_FOR = 60_000;  // a dead connection keeps its name for up to two heartbeats

// Close code -> what happened, and whether to come back. A code that is not listed counts as a lost connection.
const CLOSES = {
  1001: ['The server is stopping', true],
  1002: ['The server saw a protocol error', false],
  1003: ['The server takes no binary frames', false],
  1007: ['The server got text that is not UTF-8', false],
  1009: ['The frame was too large', false],
  1011: ['The server had an internal error', true],
  1013: ['The server is full', true],
  4001: ['This window read too slowly, and too much was waiting for it', false],
  4002: ['The server heard no answer to its ping', true],
  4003: ['No name was accepted in time', false],
  4004: ['Too many messages came from this window', false],
};

export class Connection {
  phase = 'out';  // out, connecting, nameless, joining, refused, here, waiting, stopped
  name = null;
  why = '';
  retryAt = 0;
  #url; #events; #socket; #timer;
  #joins = false;    // whether to send `join` as soon as the connection is open
  #returning = false;  // was here under this name before
  #heldSince = 0;    // since when our own old connection keeps us from our name
  #hereSince = 0;
  #attempt = 0;
  #first = [];       // frames to send as soon as the connection is open

  // events: changed(), frame('sent' | 'received' | 'opened' | 'closed', text), lost()
  constructor(url, events) {
    this.#url = url;
    this.#events = events;
  }

  join(name) {
    if (name !== this.name) this.#returning = false;
    this.name = name;
    this.#joins = true;
    this.#heldSince = this.#attempt = 0;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#sendJoin();
    else this.open();
  }

  open() {
    clearTimeout(this.#timer);
    this.#drop();
    const socket = this.#socket = new WebSocket(this.#url);
    socket.onopen = () => {
      this.#events.frame('opened', 'connection open');
      this.#first.splice(0).forEach((text) => this.send(text));
      if (this.#joins) this.#sendJoin();
      else this.#become('nameless');
    };
    socket.onmessage = ({ data }) => this.#events.frame('received', data);
    socket.onclose = ({ code, reason }) => this.#closed(code, reason);
    this.#become('connecting');
  }

  // Without a connection, and with none on its way, it opens one that has no name: students can watch `not-joined`.
  send(text) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(text);
      this.#events.frame('sent', text);
      return true;
    }
    if (!['out', 'stopped'].includes(this.phase)) return false;
    this.#first.push(text);
    this.#joins = false;
    this.open();
    return true;
  }

  welcomed(name) {
    this.name = name;
    this.#joins = this.#returning = true;
    this.#heldSince = 0;
    this.#hereSince = Date.now();
    this.#become('here');
  }

  // The server said no to our `join`. The connection is still open, so another name can be tried on it.
  refused(code, words) {
    this.#heldSince ||= Date.now();
    if (this.#returning && code === 'name-taken' && Date.now() - this.#heldSince < NAME_HELD_FOR) {
      this.#drop();
      this.#events.frame('closed', 'closed here, to try again later');
      this.#wait('The server may still hold your old connection under this name');
    } else {
      this.#become('refused', words);
    }
  }

  leave() {
    clearTimeout(this.#timer);
    if (this.#socket) this.#events.frame('closed', 'closed here');
    this.#drop();
    this.#returning = false;
    this.#become('out');
  }

  #sendJoin() {
    this.#become('joining');
    this.send(JSON.stringify({ type: 'join', name: this.name }));
  }

  #closed(code, reason) {
    const [why, back] = CLOSES[code] ?? ['The connection was lost', code < 4000];
    this.#events.frame('closed', `closed ${code} ${reason}`.trim());
    this.#socket = null;
    if (this.phase === 'here' && Date.now() - this.#hereSince > STEADY_AFTER) this.#attempt = 0;
    if (code === 1013) this.#attempt = Math.max(this.#attempt, 3);
    if (back && this.#joins && this.phase !== 'refused') this.#wait(why);
    else this.#become('stopped', why);
  }

  // Twice as long each time; half of it by chance, so that a thousand clients do not come back in the same instant.
  #wait(why) {
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#attempt++);
    const wait = longest * (0.5 + Math.random() / 2);
    this.retryAt = Date.now() + wait;
    this.#timer = setTimeout(() => this.open(), wait);
    this.#become('waiting', why);
  }

  #drop() {
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  #become(phase, why = '') {
    const wasHere = this.phase === 'here';
    this.phase = phase;
    this.why = why;
    if (wasHere) this.#events.lost();
    this.#events.changed();
  }
}
