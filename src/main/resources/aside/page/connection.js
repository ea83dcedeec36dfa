// One WebSocket at a time. It comes back under the same name when the close code allows it, and never otherwise.

const [FIRST_WAIT, LONGEST_WAIT] = [1_000, 30_000];
const STEADY_AFTER = 10_000;   // a connection that held this long starts the back-off from the beginning
const NAME_HELD_FOR = 60_000;  // a dead connection keeps its name for up to three heartbeats
const ANSWER_WITHIN = 10_000;  // a question without an answer by then: the network is dead, whatever the browser says
const NOBODY = '*';            // no name, so a message to it is refused and reaches nobody

// Close code -> whether to come back, and the chapter that explains it.
export const CLOSES = {
  1001: [true, 6], 1002: [false, 6], 1003: [false, 2], 1007: [false, 2], 1009: [false, 2], 1011: [true, 6],
  1013: [true, 8], 4001: [false, 8], 4002: [true, 7], 4003: [false, 6], 4004: [false, 2],
};

export class Connection {
  phase = 'out';       // out, connecting, nameless, joining, refused, here, waiting, stopped
  why = [];            // the key of the words that say why it is in this phase, and their values
  name = ''; retryAt = 0; #events; #socket; #retry;
  #asked = new Map();  // question -> the timer that ends the wait for its answer
  #joins = false;      // whether this connection is meant to have a name
  #returning = false;  // was here under this name before
  #heldSince = 0;      // since when an old connection of ours keeps us from our name
  #hereSince = 0; #attempt = 0;

  // events: changed(), frame('sent' | 'received' | 'opened' | 'closed', text), lost(), after()
  constructor(events) { this.#events = events; }

  // `returning` after a reload: the old connection may keep the name for a moment.
  join(name, returning = this.#returning && name === this.name) {
    [this.name, this.#returning, this.#heldSince, this.#attempt] = [name, returning, 0, 0];
    if (this.#socket?.readyState === WebSocket.OPEN) this.#sendJoin();
    else this.open();
  }

  // With `first` it sends that frame instead of a join: a student can watch what the server says to it.
  open(first) {
    this.#drop();
    const socket = this.#socket = new WebSocket('chat');  // ws: or wss:, as the page came by http: or https:
    this.#joins = first === undefined;
    socket.onopen = () => {
      this.answered('open');
      this.#events.frame('opened', 'connection open');
      if (this.#joins) return this.#sendJoin();
      this.#become('nameless');
      this.send(first);
    };
    socket.onmessage = ({ data }) => this.#events.frame('received', data);
    socket.onclose = ({ code, reason }) => this.#closed(code, reason);
    this.#become('connecting');
    this.#ask('open');
  }

  // Whether the text was sent; with an id, its answer is waited for. A window without a name may send, too, to watch.
  send(text, id) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#events.frame('sent', text);
      this.#socket.send(text);
    } else if (this.phase === 'out' || (this.phase === 'stopped' && !this.#returning)) {
      this.open(text);
    } else {
      return false;
    }
    if (id) this.#ask(id);
    return true;
  }

  // Is the server still there? A browser cannot send a ping, so this asks with a message that must be refused.
  check() {
    if (this.phase !== 'here' || this.#asked.size) return;
    this.send(JSON.stringify({ type: 'private', to: NOBODY, msg: '?', id: 'check' }), 'check');
  }

  // Whether the question was open. As only a pong answers a ping (chapter 7), only its own answer counts.
  answered(question) {
    clearTimeout(this.#asked.get(question));
    return this.#asked.delete(question);
  }

  welcomed(name) {
    this.#joins = this.#returning = true;
    [this.name, this.#heldSince, this.#hereSince] = [name, 0, Date.now()];
    this.answered('join');
    this.#become('here');
  }

  // The server said no to our `join`. The connection is still open, so another name can be tried on it.
  refused(code, words) {
    this.#heldSince ||= Date.now();
    if (!this.#returning || code !== 'name-taken' || Date.now() - this.#heldSince > NAME_HELD_FOR) {
      return this.#become('refused', code, words);
    }
    this.#drop();
    this.#wait('nameHeld');
  }

  leave() {
    this.#drop();
    this.#returning = false;
    this.#become('out');
  }

  #sendJoin() {
    this.#joins = true;
    this.#become('joining');
    this.send(JSON.stringify({ type: 'join', name: this.name, after: this.#events.after() }), 'join');
  }

  #ask(question) {
    this.#asked.set(question, setTimeout(() => {
      this.#drop();
      this.#wait('silent', ANSWER_WITHIN / 1000);
    }, ANSWER_WITHIN));
  }

  #closed(code, reason) {
    const [why, [back]] = CLOSES[code] ? [code, CLOSES[code]] : ['noServer', [code < 4000]];
    this.#events.frame('closed', `closed ${code} ${reason}`);
    if (this.phase === 'refused') return;  // the words stay beside the name; the next try opens a new connection
    if (code === 1013) this.#attempt = Math.max(this.#attempt, 3);
    // A slow reader that can ask for what it missed comes back; another one would only fall behind again.
    if ((back || (code === 4001 && this.#events.after())) && this.#joins) this.#wait(why);
    else this.#become('stopped', why);
  }

  // Twice as long each time; half of it by chance, so that a thousand clients do not come back in the same instant.
  #wait(...why) {
    if (this.phase === 'here' && Date.now() - this.#hereSince > STEADY_AFTER) this.#attempt = 0;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#attempt++) * (0.5 + Math.random() / 2);
    this.retryAt = Date.now() + wait;
    this.#retry = setTimeout(() => this.open(), wait);
    this.#become('waiting', ...why);
  }

  #drop() {
    clearTimeout(this.#retry);
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    if (this.#socket.readyState < WebSocket.CLOSING) this.#events.frame('closed', 'closed by this page');
    this.#socket.close();
  }

  #become(phase, ...why) {
    const wasHere = this.phase === 'here';
    Object.assign(this, { phase, why });
    if (!['joining', 'here'].includes(phase)) [...this.#asked.keys()].forEach((each) => this.answered(each));
    if (wasHere) this.#events.lost();
    this.#events.changed();
  }
}
