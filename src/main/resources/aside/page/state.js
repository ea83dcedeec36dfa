// Who is here and what was said, without a word about how it looks.

const KEPT_MESSAGES = 300;     // in each conversation
const KEPT_NOTICES = 60;       // in each conversation, apart from the messages: a storm of joins pushes none of them out
const KEPT_THREADS = 30;       // private conversations
const SAVED = 500;             // messages and notices that a reload keeps
const LISTED = 500;            // names in a welcome at most
export const ALL = '*';        // public and private in one list; neither key can be a name
export const PUBLIC = '#';

// Two names that differ only in case are the same name.
export const fold = (name) => name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');

// Names are of any script and direction; the isolates keep one from reordering the words around it.
export const isolated = (name) => `\u2068${name}\u2069`;

export class State {
  me = '';
  users = new Map();           // folded name -> the name as its owner typed it
  incomplete = false;          // whether more people are here than the server lists and announces
  conversations = new Map();   // key -> { key, name, items, unread, draft, newFrom, newCount }
  here;                        // the conversation that is shown
  changedItems = new Set();    // items that are on the page and look different now
  reordered = false;           // whether the conversation that is shown must be drawn from the start
  #changed; #watching;
  #serial = 0;
  #ids = 0;
  #unanswered = new Map();     // id -> item: neither acknowledged nor refused yet
  #unechoed = [];              // our own items that the server will send back to us, in the order sent
  #read;                       // { room, seq }: how far we have read the room's log, if the server numbers messages
  #missedUntil = 0;            // up to this number, public messages were said while we were away
  #return;                     // the notice that says so

  // watching: whether somebody can see the conversation that is shown
  constructor(changed, watching) {
    this.#changed = changed;
    this.#watching = watching;
    this.clear();
  }

  // The next person at this window finds nothing of what the last one read or wrote.
  clear() {
    Object.assign(this, { me: '', incomplete: false });
    [this.users, this.conversations, this.#unanswered].forEach((each) => each.clear());
    this.#unechoed = [];
    this.#read = undefined;
    this.here = this.conversation(ALL);
    this.conversation(PUBLIC);
    this.#changed();
  }

  conversation(key, name = key) {
    if (!this.conversations.has(key)) this.conversations.set(key, { key, name, items: [], unread: 0, draft: '' });
    return this.conversations.get(key);
  }

  show(key, name = key) {
    this.here.newFrom = undefined;
    this.here = this.conversation(key, name);
    this.seen();
    this.#tidy();
  }

  // What is on the screen counts as read; a line stays above the first of it.
  seen() {
    if (!this.#watching()) return;
    const unread = [...this.conversations.values()]
      .filter((each) => each.unread && (this.here.key === ALL || this.here === each));
    if (unread.length) {
      this.here.newFrom = Math.min(...unread.map((each) => each.firstUnread));
      this.here.newCount = unread.reduce((sum, each) => sum + each.unread, 0);
      this.reordered = true;
      unread.forEach((each) => { each.unread = 0; });
    }
    this.#changed();
  }

  // What a join carries when the server numbers its messages: it answers with the ones that came after.
  get after() {
    return this.#read;
  }

  welcomed({ name, users, room, seq, resumed }) {
    const back = fold(this.me) === fold(name);
    const asked = this.#read;
    if (!back) this.clear();
    this.me = name;
    this.users = new Map(users.map((user) => [fold(user), user]));
    this.incomplete = users.length >= LISTED;
    this.#missedUntil = resumed ? seq : 0;
    if (!resumed) this.#read = room === undefined ? undefined : { room, seq };
    // Into each conversation: while we were away, a name may have passed to somebody else.
    this.#return = { kind: 'notice', words: [[back ? 'backAs' : 'joinedAs', name]], away: 0 };
    this.#add(this.#return, [...this.conversations.values()].filter((each) => each.items.length || each.key === ALL));
    if (asked && resumed === false) this.notice(['gone'], 'bad');
  }

  presence(verb, name) {
    if (verb === 'joined') this.users.set(fold(name), name);
    else this.users.delete(fold(name));
    this.incomplete ||= this.users.size >= LISTED;
    this.#tellThread(verb, name);
    if (verb === 'left') this.#tidy();

    // A lecture hall arrives in one line, and so does somebody whose network comes and goes.
    let notice = this.conversation(ALL).items.at(-1);
    if (!notice?.changes || notice.changes.length >= LISTED) {
      notice = { kind: 'notice', changes: [] };
      this.#add(notice);
    }
    const known = notice.changes.find((each) => fold(each.name) === fold(name));
    if (known) Object.assign(known, { name, last: verb });
    else notice.changes.push({ name, first: verb, last: verb });
    notice.time = Date.now();
    this.#redraw(notice);
  }

  // A private conversation is with a name, and a name belongs to a connection: say when it may have passed on.
  #tellThread(verb, name) {
    const thread = this.conversations.get(fold(name));
    const last = thread?.items.at(-1);
    if (last && verb === 'left') {
      const words = [['peerLeft', name]];
      if (last.left) this.#redraw(Object.assign(last, { left: name, words, time: Date.now() }));
      else this.#add({ kind: 'notice', left: name, words }, [thread]);
    } else if (last?.left) {
      this.#redraw(Object.assign(last, { words: [['passed', last.left, name]], time: Date.now() }));
    }
  }

  notice(words, tone) {
    this.#add({ kind: 'notice', words: [words], tone });
  }

  said({ type, from, to, msg, seq }) {
    const missed = seq <= this.#missedUntil;
    if (this.#read && seq !== undefined) {
      if (seq <= this.#read.seq) return;
      this.#read.seq = seq;
    }
    const mine = fold(from) === fold(this.me);
    if (!missed && !mine && !this.users.has(fold(from))) this.incomplete = true;
    const own = mine && this.#own((item) => item.kind === type && item.msg === msg, missed);
    if (own) return this.#toItsPlace(own);
    this.#add({ kind: type, from, to, msg, mine });
    if (missed) {
      this.#return.away++;
      this.#redraw(this.#return);
    }
  }

  // Our own message, on its way back to us. Among those we missed, it answers the question whether it arrived.
  #own(same, missed) {
    const waiting = (item) => item.mine && item.status === 'unknown' && same(item);
    const item = missed ? this.conversation(ALL).items.find(waiting) : this.#unechoed.find(same);
    this.#unechoed = this.#unechoed.filter((each) => each !== item);
    if (missed && item) this.#redraw(Object.assign(item, { status: 'delivered' }));
    return item;
  }

  // Everyone reads the public messages in one order. What was said before ours stands before it here, too.
  #toItsPlace(item) {
    for (const { items } of this.conversations.values()) {
      const at = items.indexOf(item);
      if (at < 0 || !items.some((each, index) => index > at && each.status !== 'sending')) continue;
      items.push(...items.splice(at, 1));
      item.serial = ++this.#serial;
      this.reordered = true;
    }
    this.#changed();
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
    this.#unanswered.forEach((item, id) => this.answered(id, 'unknown'));
    this.#unechoed = [];
    this.users.clear();
    this.#changed();
  }

  forget(item) {
    for (const each of this.conversations.values()) each.items = each.items.filter((other) => other !== item);
    this.reordered = true;  // its name may have stood for the messages after it, too
    this.#changed();
  }

  // All this as text, for the time of a reload.
  saved() {
    const rooms = [...this.conversations.values()];
    const items = [...new Set(rooms.flatMap((room) => room.items))].sort((a, b) => a.serial - b.serial).slice(-SAVED);
    return JSON.stringify({
      me: this.me, read: this.#read, here: this.here.key, items,
      rooms: rooms.map((room) => ({ ...room, items: room.items.map((item) => items.indexOf(item)) })),
    });
  }

  restore({ me, read, here, items, rooms }) {
    for (const item of items) {
      item.serial = ++this.#serial;
      if (item.status === 'sending') item.status = 'unknown';
    }
    for (const room of rooms) {
      room.items = room.items.map((at) => items[at]).filter(Boolean);
      room.firstUnread = room.items.filter((item) => item.msg !== undefined && !item.mine).at(-room.unread)?.serial;
      Object.assign(this.conversation(room.key), room, { newFrom: undefined });
    }
    Object.assign(this, { me, here: this.conversation(here) });
    this.#read = read;
  }

  // Passing names leave no trail: a conversation stays while it is open, unread or with somebody who is here, and for
  // as long as there is room if we wrote in it.
  #tidy() {
    const ours = (each) => each === this.here || each.draft || each.items.some((item) => item.mine);
    const threads = [...this.conversations.values()].filter(({ key }) => key !== ALL && key !== PUBLIC);
    const alive = ({ key, unread, items }) => unread || (items.length && (this.users.has(key) || this.incomplete || !this.users.size));
    const rank = (each) => (ours(each) ? 1e12 : 0) + (each.items.at(-1)?.serial ?? 0);
    threads.sort((a, b) => rank(b) - rank(a)).forEach((each, index) => {
      if (each !== this.here && (index >= KEPT_THREADS || !(ours(each) || alive(each)))) this.conversations.delete(each.key);
    });
  }

  #redraw(item) {
    this.changedItems.add(item);
    this.#changed();
  }

  #add(item, rooms) {
    Object.assign(item, { serial: ++this.#serial, time: Date.now() });
    const peer = item.mine ? item.to : item.from;
    const home = item.kind === 'private' ? this.conversation(fold(peer), peer) : this.conversation(PUBLIC);
    const [sort, limit] = item.kind === 'notice' ? [true, KEPT_NOTICES] : [false, KEPT_MESSAGES];
    for (const each of rooms ?? [this.conversation(ALL), home]) {
      each.items.push(item);
      const alike = each.items.filter(({ kind }) => (kind === 'notice') === sort);
      if (alike.length > limit) each.items.splice(each.items.indexOf(alike[0]), 1);
    }
    const seen = this.#watching() && (this.here.key === ALL || this.here === home);
    if (!seen && !item.mine && item.kind !== 'notice') {
      if (!home.unread++) home.firstUnread = item.serial;
    }
    if (item.kind === 'private') this.#tidy();
    this.#changed();
  }
}
