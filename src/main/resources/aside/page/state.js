// Who is here and what was said, without a word about how it looks.

const KEPT = 300;              // messages in each conversation
export const ALL = '*';        // public and private in one list; neither key can be a name
export const PUBLIC = '#';

// Two names that differ only in case are the same name.
export const fold = (name) => name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');

// Names are of any script and direction; the isolates keep one from reordering the words around it.
export const isolated = (name) => `\u2068${name}\u2069`;

export class State {
  me = '';
  users = new Map();           // folded name -> the name as its owner typed it
  conversations = new Map();   // key -> { key, name, items, unread, draft }
  here;                        // the conversation that is shown
  changedItems = new Set();    // items that are on the page and look different now
  #changed;
  #serial = 0;
  #ids = 0;
  #unanswered = new Map();     // id -> item: neither acknowledged nor refused yet
  #unechoed = [];              // our own items that the server will send back to us, in the order sent

  constructor(changed) {
    this.#changed = changed;
    this.here = this.conversation(ALL);
    this.conversation(PUBLIC);
  }

  conversation(key, name = key) {
    if (!this.conversations.has(key)) this.conversations.set(key, { key, name, items: [], unread: 0, draft: '' });
    return this.conversations.get(key);
  }

  show(key, name = key) {
    this.here = this.conversation(key, name);
    this.read();
  }

  // What is on the screen counts as read.
  read() {
    if (document.hidden) return;
    for (const each of this.conversations.values()) {
      if (this.here.key === ALL || this.here === each) each.unread = 0;
    }
    this.#changed();
  }

  welcomed(name, users) {
    const back = fold(this.me) === fold(name);
    this.me = name;
    this.users = new Map(users.map((user) => [fold(user), user]));
    this.notice(`You ${back ? 'are back' : 'joined'} as ${name}`);
  }

  // A lecture hall arrives in one line.
  presence(verb, name) {
    if (verb === 'joined') this.users.set(fold(name), name);
    else this.users.delete(fold(name));
    const last = this.conversations.get(ALL).items.at(-1);
    if (last?.verb !== verb) return this.#add({ kind: 'notice', verb, names: [name] });
    last.names.push(name);
    this.#redraw(last);
  }

  notice(words, tone) {
    this.#add({ kind: 'notice', words, tone });
  }

  said({ type, from, to, msg }) {
    const mine = fold(from) === fold(this.me);
    const echo = mine ? this.#unechoed.findIndex((item) => item.kind === type && item.msg === msg) : -1;
    if (echo < 0) this.#add({ kind: type, from, to, msg, mine });
    else this.#unechoed.splice(echo, 1);
  }

  // A message of ours, before the server has seen it. Its id ties the answer to it.
  sending(to, msg) {
    const id = `m${++this.#ids}`;
    const item = { kind: to ? 'private' : 'public', from: this.me, to, msg, mine: true, id, status: 'sending' };
    this.#unanswered.set(id, item);
    if (!to || fold(to) === fold(this.me)) this.#unechoed.push(item);
    this.#add(item);
    return item;
  }

  // Whether the answer was to a message that is shown here.
  answered(id, status, words) {
    const item = this.#unanswered.get(id);
    if (!item) return false;
    this.#unanswered.delete(id);
    if (status !== 'delivered') this.#unechoed = this.#unechoed.filter((each) => each !== item);
    this.#redraw(Object.assign(item, { status, words }));
    return true;
  }

  // The connection broke: what is unanswered may or may not have arrived. Only the person can say whether to repeat it.
  lost() {
    this.#unanswered.forEach((item, id) =>
      this.answered(id, 'lost', 'Not confirmed: the connection broke before the server answered'));
    this.#unechoed = [];
    this.users.clear();
    this.#changed();
  }

  forget(item) {
    item.gone = true;
    for (const each of this.conversations.values()) each.items = each.items.filter((other) => other !== item);
    this.#redraw(item);
  }

  #redraw(item) {
    this.changedItems.add(item);
    this.#changed();
  }

  #add(item) {
    Object.assign(item, { serial: ++this.#serial, time: Date.now() });
    const peer = item.mine ? item.to : item.from;
    const home = item.kind === 'private' ? this.conversation(fold(peer), peer) : this.conversation(PUBLIC);
    for (const each of [this.conversation(ALL), home]) {
      each.items.push(item);
      if (each.items.length > KEPT) each.items.shift();
    }
    const unseen = document.hidden || (this.here.key !== ALL && this.here !== home);
    if (unseen && !item.mine && item.kind !== 'notice') home.unread++;
    this.#changed();
  }
}
