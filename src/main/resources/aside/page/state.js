// Who is here and what was said, without a word about how it looks.

const [KEPT_MESSAGES, KEPT_NOTICES] = [300, 60];  // in each conversation: a storm of joins pushes no message out
const KEPT_THREADS = 30;       // private conversations
const LISTED = 500;            // names in a welcome at most
export const ALL = '*';        // public and private in one list; neither key can be a name
export const PUBLIC = '#';
export const isRoom = ({ key }) => key === ALL || key === PUBLIC;

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
  read;                        // { room, seq }: how far we have read the room's log, if the server numbers messages
  #changed; #watching; #serial = 0; #ids = 0;
  #unanswered = new Map();     // id -> item: neither acknowledged nor refused yet
  #unechoed = [];              // our own items that the server will send back to us, in the order sent
  #missedUntil = 0;            // up to this number, public messages were said while we were away
  #return;                     // the notice that says so

  // watching: whether somebody can see the conversation that is shown
  constructor(changed, watching) {
    [this.#changed, this.#watching] = [changed, watching];
    this.clear();
  }

  // The next person at this window finds nothing of what the last one read or wrote.
  clear() {
    Object.assign(this, { me: '', incomplete: false, read: undefined });
    [this.users, this.conversations, this.#unanswered].forEach((each) => each.clear());
    this.#unechoed = [];
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

  // Messages on the screen count as read; a line stays above the first of them.
  seen() {
    const { here } = this;
    const unread = [...this.conversations.values()].filter((each) => each.unread && [ALL, each.key].includes(here.key));
    if (!unread.length || !this.#watching()) return;
    here.newFrom = Math.min(...unread.map((each) => each.firstUnread));
    here.newCount = unread.reduce((sum, each) => sum + each.unread, 0);
    unread.forEach((each) => { each.unread = 0; });
    this.#changed();
  }

  welcomed({ name, users, room, seq, resumed }) {
    const back = fold(this.me) === fold(name);
    if (!back) this.clear();
    if (resumed === false) this.add({ kind: 'notice', words: ['gone'], tone: 'bad' });
    this.me = name;
    this.users = new Map(users.map((user) => [fold(user), user]));
    this.incomplete = users.length >= LISTED;
    this.#missedUntil = resumed ? seq : 0;
    if (!resumed) this.read = room === undefined ? undefined : { room, seq };
    // Into each conversation: while we were away, a name may have passed to somebody else.
    this.#return = { kind: 'notice', words: [back ? 'backAs' : 'joinedAs', name], away: 0 };
    this.add(this.#return, [...this.conversations.values()].filter((each) => each.items.length || isRoom(each)));
  }

  presence(verb, name) {
    if (verb === 'joined') this.users.set(fold(name), name);
    else this.users.delete(fold(name));
    this.incomplete ||= this.users.size >= LISTED;
    this.#tellThread(verb, name);
    if (verb === 'left') this.#tidy();

    // A lecture hall arrives in one line, and so does somebody whose network comes and goes.
    let notice = this.conversation(ALL).items.at(-1);
    if (!(notice?.changes?.length < LISTED)) this.add(notice = { kind: 'notice', changes: [] });
    const known = notice.changes.find((each) => fold(each.name) === fold(name));
    if (known) Object.assign(known, { name, last: verb });
    else notice.changes.push({ name, first: verb, last: verb });
    notice.time = Date.now();
    this.#changed();
  }

  // A private conversation is with a name, and a name belongs to a connection: say when it may have passed on.
  #tellThread(verb, name) {
    const thread = this.conversations.get(fold(name));
    const last = thread?.items.at(-1);
    if (last && verb === 'left') {
      if (!last.left) this.add({ kind: 'notice' }, [thread]);
      Object.assign(thread.items.at(-1), { left: name, words: ['peerLeft', name], time: Date.now() });
    } else if (last?.left) {
      Object.assign(last, { words: ['passed', last.left, name], time: Date.now() });
    }
  }

  said({ type, from, to, msg, seq }) {
    const missed = seq <= this.#missedUntil;
    if (this.read && seq !== undefined) {
      if (seq <= this.read.seq) return;
      this.read.seq = seq;
    }
    const mine = fold(from) === fold(this.me);
    this.incomplete ||= !missed && !mine && !this.users.has(fold(from));
    const own = mine && this.#own((item) => item.kind === type && item.msg === msg, missed);
    if (own) return this.#toItsPlace(own);
    this.add({ kind: type, from, to, msg, mine });
    if (missed) this.#return.away++;
  }

  // Our own message, on its way back to us. Among those we missed, it answers the question whether it arrived.
  #own(same, missed) {
    const waiting = (item) => item.mine && item.status === 'unknown' && same(item);
    const item = missed ? this.conversation(ALL).items.find(waiting) : this.#unechoed.find(same);
    this.#unechoed = this.#unechoed.filter((each) => each !== item);
    if (missed && item) item.status = 'delivered';
    return item;
  }

  // Everyone reads the public messages in one order: a message that was said before ours stands before it here, too.
  #toItsPlace(item) {
    if (this.conversation(ALL).items.at(-1) === item) return;
    for (const { items } of this.conversations.values()) {
      if (items.includes(item)) items.push(...items.splice(items.indexOf(item), 1));
    }
    item.serial = ++this.#serial;
    this.#changed();
  }

  // A message of ours, before the server has seen it. Its id ties the answer to it.
  sending(to, msg) {
    const id = `m${++this.#ids}`;
    const item = { kind: to ? 'private' : 'public', from: this.me, to, msg, mine: true, id, status: 'sending' };
    this.#unanswered.set(id, item);
    if (!to || fold(to) === fold(this.me)) this.#unechoed.push(item);
    this.add(item);
    return item;
  }

  // Whether the answer was to a message that is shown here.
  answered(id, status, words) {
    const item = this.#unanswered.get(id);
    if (status !== 'delivered') this.#unechoed = this.#unechoed.filter((each) => each !== item);
    if (item) Object.assign(item, { status, words });
    this.#changed();
    return this.#unanswered.delete(id);
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
    this.#changed();
  }

  // The text that a reload keeps. A message that is under way at that time may or may not have arrived.
  saved() {
    const { me, here: { key, name, draft } } = this;
    return JSON.stringify({ me, key, name, draft, read: this.read, items: this.conversation(ALL).items });
  }

  restore({ me, key, name, draft, read, items }) {
    items.forEach((item) => this.add(item.status === 'sending' ? { ...item, status: 'unknown' } : item));
    for (const each of this.conversations.values()) each.unread = 0;
    Object.assign(this, { me, read, here: Object.assign(this.conversation(key, name), { draft }) });
  }

  // Passing names leave no trail. A conversation stays while it is shown, has a draft or we wrote in it, and otherwise
  // while it is unread or its person is here; of all these, as many as are kept.
  #tidy() {
    const { here, users, incomplete } = this;
    const ours = (each) => each === here || each.draft || each.items.some((item) => item.mine);
    const alive = ({ key, unread, items }) => unread || (items.length && (users.has(key) || incomplete || !users.size));
    const rank = (each) => (ours(each) ? 1e12 : 0) + (each.items.at(-1)?.serial ?? 0);
    [...this.conversations.values()].filter((each) => !isRoom(each))
      .sort((one, other) => rank(other) - rank(one))
      .filter((each, index) => each !== here && (index >= KEPT_THREADS || !(ours(each) || alive(each))))
      .forEach(({ key }) => this.conversations.delete(key));
  }

  add(item, rooms) {
    Object.assign(item, { serial: ++this.#serial, time: item.time ?? Date.now() });
    const peer = item.mine ? item.to : item.from;
    const home = item.kind === 'private' ? this.conversation(fold(peer), peer) : this.conversation(PUBLIC);
    const isNotice = item.kind === 'notice';
    for (const each of rooms ?? [this.conversation(ALL), home]) {
      each.items.push(item);
      const alike = each.items.filter(({ kind }) => (kind === 'notice') === isNotice);
      if (alike.length > (isNotice ? KEPT_NOTICES : KEPT_MESSAGES)) each.items.splice(each.items.indexOf(alike[0]), 1);
    }
    const seen = this.#watching() && (this.here.key === ALL || this.here === home);
    if (!seen && !item.mine && !isNotice && !home.unread++) home.firstUnread = item.serial;
    if (item.kind === 'private') this.#tidy();
    this.#changed();
  }
}
