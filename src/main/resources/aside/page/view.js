// The chat as it looks. It draws what the state says, some milliseconds later and all at once, and text only as text.

import { ALL, fold, isRoom, isolated } from './state.js';
import { t } from './words.js';

const NEAR_THE_END = 60;       // pixels from the end that still count as reading along
const SAME_BREATH = 60_000;    // messages of one person within this time stand under one name
const [LONG, TALL, LINKS] = [1_500, 15, 99];  // characters and lines of a message before it is folded; twice its links
// A link ends at a space, a quotation mark, an invisible character or a bracket it has not opened, before a full stop.
const LINK = new RegExp(String.raw`(https?://(?:IN|\(IN*\))*(?:\(IN*\)|(?![.,:;!?'[\]])IN))`
  .replaceAll('IN', String.raw`[^\s"<>()（）。，：；！？「」『』\p{C}]`), 'iu');

export const $ = (id) => document.getElementById(id);

// An element with properties and children; a child that is a string becomes a text node.
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export const button = (properties, ...children) => make('button', { type: 'button', ...properties }, ...children);
const setText = (element, text) => { if (element.textContent !== text) element.textContent = text; };
const clock = (time) => new Date(time).toTimeString().slice(0, 5);
const day = (time) => new Date(time).toDateString();

// Many calls in one moment become one. A timer, not an animation frame: a hidden tab gets no frames.
export function soon(act) {
  let timer;
  return () => { timer ??= setTimeout(() => { timer = undefined; act(); }, 16); };
}

// Keeps a reader at the end of a list, whatever changes its size. A reader who has scrolled up keeps their place.
export function stayAtEnd(list) {
  let height;
  const place = { along: true };
  place.follow = (anyhow) => { if (place.along ||= anyhow) list.scrollTop = list.scrollHeight; };
  list.addEventListener('scroll', () => {
    if (list.clientHeight !== height) return;  // moved by a change of size, not by the reader
    place.along = list.scrollHeight - list.scrollTop - height < NEAR_THE_END;
  });
  new ResizeObserver(() => {
    height = list.clientHeight;
    place.follow();
  }).observe(list);
  return place;
}

// A list is one stop of the Tab key; within it, the arrow keys, Home and End go from button to button.
export function oneStop(list) {
  list.addEventListener('keydown', (event) => {
    const all = [...list.querySelectorAll('a, button:not(.language, .follows .who)')];
    const stops = all.filter((each) => each.checkVisibility());
    const now = stops.indexOf(document.activeElement);
    const before = now < 0 ? stops.length - 1 : now - 1;
    const next = stops[{ ArrowDown: now + 1, ArrowUp: before, Home: 0, End: stops.length - 1 }[event.key]];
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    next.focus();
  });
}

function avatar(name) {
  const element = make('span', { className: 'avatar', ariaHidden: 'true' }, [...name][0].toUpperCase());
  const hash = [...fold(name)].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 65_521, 7);
  element.style.setProperty('--hue', hash % 24 * 15);
  return element;
}

function badge(element, count) {
  element.hidden = count === 0;
  element.replaceChildren(String(count), make('span', { className: 'unseen' }, t('unread')));
}

// Brings a list into the order of `entries`. An element that stays is not touched: it keeps the keyboard's focus.
function arrange(list, entries, key, create) {
  const keys = new Set(entries.map(key));
  const old = new Map([...list.children].map((child) => [child.dataset.key, child]));
  old.forEach((child, itsKey) => keys.has(itsKey) || child.remove());
  let next = list.firstChild;
  entries.forEach((entry) => {
    const item = old.get(key(entry)) ?? create(entry);
    item.dataset.key = key(entry);
    if (item === next) next = next.nextSibling; else list.insertBefore(item, next);
  });
}

// A person may be named like a key of the table of words: only the two rooms are looked up in it.
const titleOf = (conversation) => (isRoom(conversation) ? t(conversation.key) : conversation.name);

// The text as it was typed. Every second part of the split is a link.
const link = (url) => make('a', {
  href: url, title: new URL(url).host, target: '_blank', rel: 'noopener noreferrer', tabIndex: -1 }, url);
const linked = (text) => text.split(LINK).map((part, at) => (at % 2 && at < LINKS && URL.canParse(part) ? link(part) : part));

// "Ann, Bob and 3 more joined, Eve left": what the notice of many comings and goings says.
function summary(changes) {
  const groups = Map.groupBy(changes, ({ first, last }) => (first === last ? last : first + last));
  return [...groups].map(([verb, group]) => {
    const names = group.slice(0, 3).map(({ name }) => isolated(name)).join(', ');
    return t(verb, group.length > 3 ? t('more', names, group.length - 3) : names);
  }).join(', ');
}

export class View {
  #state; #connection; #on;
  #place = stayAtEnd($('log'));
  #shown; #newest;             // the conversation on the page, and the serial of its newest item there

  // on: open(name), show(key, name), again(item), pane(name), drawTarget()
  constructor(state, connection, on) {
    [this.#state, this.#connection, this.#on] = [state, connection, on];
    $('log').addEventListener('scroll', () => { $('newer').hidden ||= this.#place.along; });
    $('newer').addEventListener('click', () => { this.#place.follow(true); $('text').focus(); });
    [$('log'), $('people')].forEach(oneStop);
    setInterval(() => connection.phase === 'waiting' && this.#drawConnection(), 250);
  }

  changed = soon(() => this.draw());

  draw() {
    const focused = document.activeElement;
    this.#drawConnection();
    this.#drawPeople();
    this.#drawLog();
    this.#on.drawTarget();
    // The element with the keyboard's focus is gone: most people go on with the next message.
    if (!focused.isConnected || !focused.checkVisibility()) $($('talk').hidden ? 'name' : 'text').focus();
  }

  #drawConnection() {
    const { phase, name, retryAt } = this.#connection;
    const why = this.#connection.why.length ? t(...this.#connection.why) : '';
    const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
    const comesBack = phase === 'waiting';
    const words = phase === 'refused' ? t('notSent', why) : t(phase, comesBack ? seconds : name);
    const asksName = !this.#state.me || ['out', 'nameless', 'refused'].includes(phase);
    $('status').textContent = $('status').title = words;
    $('join').hidden = !asksName;
    $('talk').hidden = $('people').hidden = document.querySelector('[data-shows="people"]').hidden = asksName;
    if (asksName && document.body.dataset.pane === 'people') this.#on.pane('chat');
    $('leave').hidden = phase !== 'here';
    $('banner').hidden = !comesBack && phase !== 'stopped';
    $('why').textContent = comesBack ? t('inSeconds', why, seconds) : why;
    $('again').textContent = t(comesBack ? 'tryNow' : 'joinAgain');
    [$('again').hidden, $('rename').hidden] = [!name, asksName];
    $('refusal').textContent = phase === 'refused' ? why : '';
    if (document.body.dataset.phase !== phase) $('announce').textContent = why ? `${why}. ${words}` : words;
    document.body.dataset.phase = phase;
  }

  #drawPeople() {
    const { conversations, here, users, me, incomplete } = this.#state;
    const rooms = [...conversations.values()];
    arrange($('conversations'), rooms, (room) => room.key, (room) => make('li', {}, button(
      { tabIndex: -1, onclick: () => this.#on.show(room.key, room.name) },
      avatar(room.name), make('bdi', {}, titleOf(room)), make('span', { className: 'badge' }))));
    rooms.forEach((room, index) => {
      const { firstChild } = $('conversations').children[index];
      firstChild.ariaCurrent = room === here;
      badge(firstChild.lastChild, room.unread);
    });
    const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
    const unreadHere = here.key === ALL ? unread : here.unread;
    const badges = document.querySelectorAll('nav .badge');
    [unread - unreadHere, unreadHere].forEach((count, index) => badge(badges[index], count));
    document.title = unread ? `(${unread}) Aside` : 'Aside';

    const names = [...users.values()].sort((a, b) => a.localeCompare(b));
    arrange($('users'), names, (name) => name, (name) => make('li', {}, button(
      { tabIndex: -1, title: t('writeTo', name), onclick: () => this.#on.open(name) },
      avatar(name), make('bdi', {}, name), name === me ? t('you') : '')));
    $('count').textContent = names.length + (incomplete ? '+' : '');
    $('incomplete').hidden = !incomplete;
  }

  #drawLog() {
    const { here, users, incomplete } = this.#state;
    const absent = !isRoom(here) && !incomplete && !users.has(here.key);
    $('title').textContent = titleOf(here);
    $('subtitle').textContent = t(isRoom(here) ? `${here.key}Sub` : 'aside', here.name) + (absent ? t('notHere') : '');
    $('close').hidden = isRoom(here);

    const log = $('log');
    const isOther = this.#shown !== here;
    if (isOther) {
      // A screen reader hears what comes from now on, not the whole conversation again.
      log.ariaLive = 'off';
      setTimeout(() => { log.ariaLive = 'polite'; }, 500);
      log.dataset.empty = t(isRoom(here) ? 'noneSaid' : 'nonePrivate');
      log.replaceChildren();
      this.#shown = here;
    }
    arrange(log, here.items, (item) => String(item.serial), (item) => make('div', {}, make('p', { className: 'line' }),
      item.kind === 'notice' ? make('p', { className: `item notice ${item.tone ?? ''}` }) : this.#message(item)));
    [...log.children].forEach((each, index) => this.#refresh(each, here.items[index], here.items[index - 1]));

    const newest = here.items.at(-1);
    const isNew = newest && newest.serial !== this.#newest;
    this.#newest = newest?.serial;
    this.#place.follow(isOther || (isNew && newest.status === 'sending'));
    $('newer').hidden = this.#place.along || ($('newer').hidden && !isNew);
  }

  #message({ kind, from, to, msg, mine, time }) {
    const tag = kind === 'private' ? t(...(mine ? ['privateTo', to] : ['privateFrom'])) : '';
    const act = (words, onclick, className = '') => button({ className, tabIndex: -1, onclick }, t(words));
    const long = msg.length > LONG || msg.split(/[\n\v\f\r\u0085\u2028\u2029]/).length > TALL;
    const text = make('p', { className: `text ${long ? 'folded' : ''}`, dir: 'auto' }, ...linked(msg));
    const unfold = act('showAll', () => { text.classList.remove('folded'); $('log').focus(); unfold.remove(); });
    return make('div', { className: `item ${kind}` }, avatar(from), make('div', { className: 'body' },
      make('div', { className: 'meta' },
        button({ className: 'who', tabIndex: -1, title: t('writeTo', from), onclick: () => this.#on.open(from) },
          make('bdi', {}, from)),
        make('span', { className: 'tag' }, tag), make('time', { dateTime: new Date(time).toISOString() }, clock(time))),
      text, long ? unfold : '', make('p', { className: 'mark' })),
    tag && !mine && this.#state.here.key === ALL ? act('reply', () => this.#on.open(from), 'reply') : '');
  }

  // The parts of an item that change while it is on the page, or with the item before it.
  #refresh(element, item, before) {
    const { newFrom, newCount } = this.#state.here;
    const [line, shown] = element.children;
    const isFirstNew = item.serial >= newFrom && !(before?.serial >= newFrom);
    const isNewDay = day(item.time) !== day(before?.time ?? Date.now());
    setText(line, [isNewDay && new Date(item.time).toLocaleDateString([], { dateStyle: 'full' }),
      isFirstNew && t('newCount', newCount)].filter(Boolean).join(' · '));
    shown.classList.toggle('follows', !line.textContent && item.msg !== undefined && item.kind === before?.kind
      && item.from === before.from && item.to === before.to && item.time - before.time < SAME_BREATH);
    if (item.kind === 'notice') {
      const words = item.changes ? summary(item.changes) : t(...item.words);
      const away = item.away && isRoom(this.#state.here) ? ` · ${t('away', item.away)}` : '';
      return setText(shown, `${words}${away} · ${clock(item.time)}`);
    }
    const mark = shown.querySelector('.mark');
    if (!item.status || mark.classList.contains(item.status)) return;
    mark.className = `mark ${item.status}`;
    mark.replaceChildren(t(item.status, item.words && t(...item.words)), ['refused', 'unknown'].includes(item.status)
      ? button({ tabIndex: -1, onclick: () => this.#on.again(item) }, t('again')) : '');
  }
}
