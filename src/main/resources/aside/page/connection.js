// One WebSocket at a time. It comes back under the same name when the close code allows it, and never otherwise.

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const STEADY_AFTER = 10_000;   // a connection that held this long starts the back-off from the beginning
const NAME_HELD_FOR = 60_000;  // a dead connection keeps its name for up to two heartbeats

// Close code -> what happened, whether to come back, and the chapter that explains it.
export const CLOSES = {
  1001: ['The server is stopping', true, 6],
  1002: ['The server saw a protocol error', false, 2],
  1003: ['The server takes no binary frames', false, 2],
  1007: ['The server got text that is not UTF-8', false, 2],
  1009: ['A frame was over 64 KiB', false, 2],
  1011: ['The server had an internal error', true, 6],
  1013: ['The server is full', true, 8],
  4001: ['This window read too slowly, and too much was waiting for it', false, 8],
  4002: ['The server heard no answer to its ping', true, 7],
  4003: ['No name was accepted in time', false, 1],
  4004: ['Too many messages came from this window', false, 8],
};

export class Connection {
  phase = 'out';       // out, connecting, nameless, joining, refused, here, waiting, stopped
  name = ''; why = ''; retryAt = 0;
  #events; #socket; #timer;
  #joins = false;      // whether this connection is meant to have a name
  #returning = false;  // was here under this name before
  #hereSince = 0;
  #heldSince = 0;      // since when an old connection of ours keeps us from our name
  #attempt = 0;

  // events: changed(), frame('sent' | 'received' | 'opened' | 'closed', text), lost()
  constructor(events) { this.#events = events; }

  join(name) {
    this.#returning &&= name === this.name;
    this.#heldSince = this.#attempt = 0;
    this.name = name;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#sendJoin();
    else this.open();
  }

  // With `first` it sends that frame instead of a join: a student can watch what the server says to it.
  open(first) {
    this.#drop();
    const socket = this.#socket = new WebSocket('chat');  // ws: or wss:, as the page came by http: or https:
    this.#joins = first === undefined;
    socket.onopen = () => {
      this.#events.frame('opened', 'connection open');
      if (this.#joins) return this.#sendJoin();
      this.#become('nameless');
      this.send(first);
    };
    socket.onmessage = ({ data }) => this.#events.frame('received', data);
    socket.onclose = ({ code, reason }) => this.#closed(code, reason);
    this.#become('connecting');
  }

  // Whether the text was sent. Who has never been here may send without a name: this opens a connection for it.
  send(text) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#events.frame('sent', text);
      this.#socket.send(text);
    } else if (this.phase === 'out' || (this.phase === 'stopped' && !this.#returning)) {
      this.open(text);
    } else {
      return false;
    }
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
    if (!this.#returning || code !== 'name-taken' || Date.now() - this.#heldSince > NAME_HELD_FOR) {
      return this.#become('refused', words);
    }
    this.#drop();
    this.#wait('The server may still hold your old connection under this name');
  }

  leave() {
    this.#drop();
    this.#returning = false;
    this.#become('out');
  }

  #sendJoin() {
    this.#joins = true;
    this.#become('joining');
    this.send(JSON.stringify({ type: 'join', name: this.name }));
  }

  #closed(code, reason) {
    const [why, back] = CLOSES[code] ?? ['No connection to the server', code < 4000];
    this.#events.frame('closed', `closed ${code} ${reason}`);
    if (this.phase === 'here' && Date.now() - this.#hereSince > STEADY_AFTER) this.#attempt = 0;
    if (code === 1013) this.#attempt = Math.max(this.#attempt, 3);
    if (back && this.#joins && this.phase !== 'refused') this.#wait(why);
    else this.#become('stopped', why);
  }

  // Twice as long each time; half of it by chance, so that a thousand clients do not come back in the same instant.
  #wait(why) {
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#attempt++) * (0.5 + Math.random() / 2);
    this.retryAt = Date.now() + wait;
    this.#timer = setTimeout(() => this.open(), wait);
    this.#become('waiting', why);
  }

  #drop() {
    clearTimeout(this.#timer);
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    if (this.#socket.readyState < WebSocket.CLOSING) this.#events.frame('closed', 'closed by this page');
    this.#socket.close();
  }

  #become(phase, why = '') {
    const wasHere = this.phase === 'here';
    Object.assign(this, { phase, why });
    if (wasHere) this.#events.lost();
    this.#events.changed();
  }
}
