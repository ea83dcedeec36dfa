// The chat as it looks. It draws what the state says, some milliseconds later and all at once, and text only as text.

import { ALL, PUBLIC, fold, isolated } from './state.js';

const DRAWN = 300;             // message elements at most; older ones leave the page
const NEAR_THE_END = 60;       // pixels from the end that still count as reading along
const SAME_BREATH = 60_000;    // messages of one person within this time stand under one name
const MARKS = { sending: 'sending …', delivered: '✓ delivered' };
const ROOMS = {
  [ALL]: ['Everything', 'Public and private messages in one list'],
  [PUBLIC]: ['Public', 'What everyone here can read'],
};

export const $ = (id) => document.getElementById(id);

// An element with properties and children; a child that is a string becomes a text node.
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export const button = (properties, ...children) => make('button', { type: 'button', ...properties }, ...children);
export const isAtEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_THE_END;
export const clock = (time, more) =>
  new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false, ...more });

// Many calls in one moment become one. A timer, not an animation frame: a hidden tab gets no frames.
export function soon(act) {
  let timer;
  return () => { timer ??= setTimeout(() => { timer = undefined; act(); }, 16); };
}

function avatar(name) {
  const hue = [...fold(name)].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 4, 0);
  return make('span', { className: `avatar hue${hue}`, ariaHidden: 'true' }, [...name][0].toUpperCase());
}

function badge(element, count) {
  element.hidden = count === 0;
  element.replaceChildren(String(count), make('span', { className: 'unseen' }, ' unread'));
}

// Brings a list into the order of `entries`. An element that stays keeps the keyboard's focus.
function arrange(list, entries, key, create) {
  const old = new Map([...list.children].map((child) => [child.dataset.key, child]));
  entries.forEach((entry, index) => {
    const item = old.get(key(entry)) ?? make('li', {}, create(entry));
    item.dataset.key = key(entry);
    old.delete(item.dataset.key);
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  });
  old.forEach((item) => item.remove());
}

export class View {
  #state; #connection; #on;
  #along = true;               // whether the reader is at the end of the log
  #shown; #last;               // the conversation on the page and its last item there
  #elements = new WeakMap();   // item -> its element in the log

  // on: open(name), show(key, name), again(item)
  constructor(state, connection, on) {
    this.#state = state;
    this.#connection = connection;
    this.#on = on;
    $('log').addEventListener('scroll', () => {
      this.#along = isAtEnd($('log'));
      $('newer').hidden ||= this.#along;
    });
    $('newer').addEventListener('click', () => { $('log').scrollTop = $('log').scrollHeight; });
    new ResizeObserver(() => this.#follow()).observe($('log'));
    setInterval(() => connection.phase === 'waiting' && this.#drawConnection(), 250);
  }

  changed = soon(() => this.draw());

  draw() {
    this.#drawConnection();
    this.#drawPeople();
    this.#drawLog();
  }

  #drawConnection() {
    const { phase, name, why, retryAt } = this.#connection;
    const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
    const words = {
      out: 'Not connected', connecting: 'Connecting …', nameless: 'Connected, without a name',
      joining: `Joining as ${isolated(name)} …`, here: `Connected as ${isolated(name)}`,
      refused: `Refused: ${why}`, waiting: `Reconnecting in ${seconds} s`, stopped: 'Disconnected',
    }[phase];
    const asksName = !this.#state.me || ['out', 'nameless', 'refused'].includes(phase);
    const comesBack = phase === 'waiting';
    $('status').textContent = words;
    $('talk').hidden = $('people').hidden = asksName;
    $('leave').hidden = phase !== 'here';
    $('banner').hidden = !comesBack && phase !== 'stopped';
    $('why').textContent = `${why}.${comesBack ? ` Trying again in ${seconds} s.` : ''}`;
    $('again').textContent = comesBack ? 'Try now' : 'Join again';
    $('again').hidden = !name;
    $('rename').hidden = asksName;
    $('refusal').textContent = phase === 'refused' ? why : '';
    if (document.body.dataset.phase !== phase) $('announce').textContent = why ? `${why}. ${words}` : words;
    document.body.dataset.phase = phase;
    if ($('join').hidden === asksName) {
      $('join').hidden = !asksName;
      $(asksName ? 'name' : 'text').focus();
    }
  }

  #drawPeople() {
    const { conversations, here, users, me } = this.#state;
    const rooms = [...conversations.values()];
    arrange($('conversations'), rooms, (room) => room.key, (room) => button(
      { onclick: () => this.#on.show(room.key, room.name) },
      avatar(room.name), make('bdi', {}, ROOMS[room.key]?.[0] ?? room.name), make('span', { className: 'badge' })));
    rooms.forEach((room, index) => {
      const { firstChild } = $('conversations').children[index];
      firstChild.ariaCurrent = room === here;
      badge(firstChild.lastChild, room.unread);
    });
    const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
    badge($('unread'), unread);
    document.title = unread ? `(${unread}) Aside` : 'Aside';

    const names = [...users.values()].sort((a, b) => a.localeCompare(b));
    arrange($('users'), names, (name) => name, (name) => button(
      { title: `Write to ${name} alone`, onclick: () => this.#on.open(name) },
      avatar(name), make('bdi', {}, name), name === me ? ' (you)' : ''));
    $('count').textContent = names.length;
    $('more').hidden = names.length < 500;
  }

  #drawLog() {
    const { here, users, changedItems } = this.#state;
    const room = ROOMS[here.key];
    const [title, subtitle] = room ?? [here.name, `Only you and ${isolated(here.name)} can read this.`];
    $('title').textContent = title;
    $('subtitle').textContent = room || users.has(here.key) ? subtitle : `${subtitle} Not here at the moment.`;
    $('talk').classList.toggle('private', !room);
    $('to').textContent = room ? 'To everyone' : `To ${isolated(here.name)} alone`;
    $('close').hidden = Boolean(room);

    const log = $('log');
    changedItems.forEach((item) => this.#redraw(item));
    changedItems.clear();
    if (this.#shown !== here) {
      // A screen reader hears what comes from now on, not the whole conversation again.
      log.ariaLive = 'off';
      setTimeout(() => { log.ariaLive = 'polite'; }, 500);
      log.replaceChildren();
      log.dataset.empty = room ? 'Nothing said yet. Say hello.' : 'A word aside starts here.';
      this.#shown = here;
      this.#last = undefined;
      this.#along = true;
    }
    const fresh = here.items.filter((item) => !(item.serial <= this.#last?.serial));
    fresh.forEach((item) => this.#append(item));
    while (log.children.length > DRAWN) log.firstChild.remove();
    this.#along ||= fresh.some((item) => item.status === 'sending');
    this.#follow();
    if (fresh.length) $('newer').hidden = this.#along;
  }

  // Who reads along stays at the end; who has scrolled up stays there.
  #follow() {
    if (this.#along) $('log').scrollTop = $('log').scrollHeight;
  }

  #append(item) {
    const last = this.#last;
    const follows = item.msg !== undefined && item.kind === last?.kind && item.from === last.from && item.to === last.to
      && item.time - last.time < SAME_BREATH && item.serial % 20 !== 0;
    const element = item.kind === 'notice' ? make('p') : this.#message(item, follows);
    element.className = `item ${item.kind} ${item.tone ?? ''} ${follows ? 'follows' : ''}`;
    this.#last = item;
    this.#elements.set(item, element);
    this.#redraw(item);
    $('log').append(element);
  }

  #message({ kind, from, to, msg, mine, time }, follows) {
    const when = make('time', { dateTime: new Date(time).toISOString() }, clock(time));
    const aside = mine ? `private to ${isolated(to)}` : 'private, to you alone';
    const head = follows ? make('span', { className: 'unseen' }, `${from}: `) : make('div', { className: 'meta' },
      button({ className: 'who', title: `Write to ${from} alone`, onclick: () => this.#on.open(from) },
        make('bdi', {}, from)),
      make('span', { className: 'tag' }, kind === 'private' ? aside : ''), when);
    return make('div', {}, follows ? when : avatar(from),
      make('div', { className: 'body' }, head, make('p', { className: 'text', dir: 'auto' }, msg)));
  }

  #redraw(item) {
    const element = this.#elements.get(item);
    if (item.gone) {
      this.#shown = undefined;  // its name may have stood for the messages after it, too: draw all again
    } else if (element && item.kind === 'notice') {
      const names = item.names?.slice(0, 3).map(isolated).join(', ');
      const more = item.names?.length > 3 ? ` and ${item.names.length - 3} more` : '';
      element.textContent = `${item.words ?? `${names}${more} ${item.verb}`} · ${clock(item.time)}`;
    } else if (element && item.status) {
      element.querySelector('.mark')?.remove();
      element.querySelector('.body').append(make('p', { className: `mark ${item.status}` },
        MARKS[item.status] ?? `⚠ ${item.words}`,
        item.words ? button({ onclick: () => this.#on.again(item) }, 'Try again') : ''));
    }
  }
}
