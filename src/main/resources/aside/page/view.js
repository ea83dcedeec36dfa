// The chat as it looks. It draws what the state says, some milliseconds later and all at once, and text only as text.

import { ALL, PUBLIC, fold, isolated } from './state.js';
import { date, t } from './words.js';

const NEAR_THE_END = 60;       // pixels from the end that still count as reading along
const SAME_BREATH = 60_000;    // messages of one person within this time stand under one name
const LONG = 1_500;            // characters, and
const TALL = 15;               // lines, from which on a message is folded
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
export const clock = (time, more) =>
  new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false, ...more });

// Many calls in one moment become one. A timer, not an animation frame: a hidden tab gets no frames.
export function soon(act) {
  let timer;
  return () => { timer ??= setTimeout(() => { timer = undefined; act(); }, 16); };
}

// Who reads along at the end of a list stays there, whatever changes its size; who has scrolled up stays there.
export function stayAtEnd(list) {
  let height;
  const place = { along: true, follow: () => { if (place.along) list.scrollTop = list.scrollHeight; } };
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
    const stops = [...list.querySelectorAll('button:not(.language), a')].filter((each) => each.checkVisibility());
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
  element.style.setProperty('--hue', (hash % 24) * 15);
  return element;
}

function badge(element, count) {
  element.hidden = count === 0;
  element.replaceChildren(String(count), make('span', { className: 'unseen' }, t('unread')));
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

// A person may be named like a key of the table of words: only the two rooms are looked up in it.
const isRoom = ({ key }) => key === ALL || key === PUBLIC;
const titleOf = (conversation) => (isRoom(conversation) ? t(conversation.key) : conversation.name);

// The text as it was typed. Every second part of the split is a link.
const linked = (text) => text.split(LINK).map((part, at) => (at % 2 && URL.canParse(part) ? make('a', {
  href: part, title: new URL(part).host, target: '_blank', rel: 'noopener noreferrer', tabIndex: -1,
}, part) : part));

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
  #shown; #last;               // the conversation on the page and its last item there
  #elements = new WeakMap();   // item -> its element in the log
  #items = new WeakMap();      // element in the log -> its item

  // on: open(name), show(key, name), again(item), pane(name), target()
  constructor(state, connection, on) {
    this.#state = state;
    this.#connection = connection;
    this.#on = on;
    $('log').addEventListener('scroll', () => { $('newer').hidden ||= this.#place.along; });
    $('newer').addEventListener('click', () => {
      this.#place.along = true;
      this.#place.follow();
      $('text').focus();
    });
    [$('log'), $('people')].forEach(oneStop);
    setInterval(() => connection.phase === 'waiting' && this.#drawConnection(), 250);
  }

  changed = soon(() => this.draw());

  draw() {
    const focused = document.activeElement;
    this.#drawConnection();
    this.#drawPeople();
    this.#drawLog();
    this.#on.target();
    // The element that had the keyboard's focus is gone: go on where most people go on.
    if (!focused.isConnected || !focused.checkVisibility()) $($('talk').hidden ? 'name' : 'text').focus();
  }

  // In another language.
  redraw() {
    [$('users'), $('conversations')].forEach((list) => list.replaceChildren());
    this.#state.reordered = true;
    this.draw();
  }

  #drawConnection() {
    const { phase, name, retryAt } = this.#connection;
    const why = this.#connection.why.length ? t(...this.#connection.why) : '';
    const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
    const words = phase === 'refused' ? t('notSent', why) : t(phase, phase === 'waiting' ? seconds : name);
    const asksName = !this.#state.me || ['out', 'nameless', 'refused'].includes(phase);
    const comesBack = phase === 'waiting';
    $('status').textContent = $('status').title = words;
    $('talk').hidden = $('people').hidden = asksName;
    document.querySelector('[data-shows="people"]').hidden = asksName;
    if (asksName && document.body.dataset.pane === 'people') this.#on.pane('chat');
    $('leave').hidden = phase !== 'here';
    $('banner').hidden = !comesBack && phase !== 'stopped';
    $('why').textContent = comesBack ? t('inSeconds', why, seconds) : why;
    $('again').textContent = t(comesBack ? 'tryNow' : 'joinAgain');
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
    const { conversations, here, users, me, incomplete } = this.#state;
    const rooms = [...conversations.values()];
    arrange($('conversations'), rooms, (room) => room.key, (room) => button(
      { tabIndex: -1, onclick: () => this.#on.show(room.key, room.name) },
      avatar(room.name), make('bdi', {}, titleOf(room)), make('span', { className: 'badge' })));
    rooms.forEach((room, index) => {
      const { firstChild } = $('conversations').children[index];
      firstChild.ariaCurrent = room === here;
      badge(firstChild.lastChild, room.unread);
    });
    const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
    const [elsewhere, inChat] = document.querySelectorAll('nav .badge');
    const inHere = here.key === ALL ? unread : here.unread;
    badge(elsewhere, unread - inHere);
    badge(inChat, inHere);
    document.title = unread ? `(${unread}) Aside` : 'Aside';

    const names = [...users.values()].sort((a, b) => a.localeCompare(b));
    arrange($('users'), names, (name) => name, (name) => button(
      { tabIndex: -1, title: t('writeTo', name), onclick: () => this.#on.open(name) },
      avatar(name), make('bdi', {}, name), name === me ? t('you') : ''));
    $('count').textContent = names.length + (incomplete ? '+' : '');
    $('incomplete').hidden = !incomplete;
  }

  #drawLog() {
    const state = this.#state;
    const { here, users, incomplete } = state;
    const log = $('log');
    const room = isRoom(here);
    const subtitle = room ? t(here.key === ALL ? 'allSub' : 'publicSub') : t('privateSub', here.name);
    $('title').textContent = titleOf(here);
    $('subtitle').textContent = room || incomplete || users.has(here.key) ? subtitle : `${subtitle} ${t('notHere')}`;
    $('close').hidden = room;

    const isOther = this.#shown !== here;
    const afresh = isOther || state.reordered;
    const fresh = here.items.filter((item) => !(item.serial <= this.#last?.serial));
    const top = log.scrollTop;
    if (afresh) {
      // A screen reader hears what comes from now on, not the whole conversation again.
      log.ariaLive = 'off';
      setTimeout(() => { log.ariaLive = 'polite'; }, 500);
      log.dataset.empty = t(room ? 'noneSaid' : 'nonePrivate');
      log.replaceChildren();
      this.#last = undefined;
    }
    (afresh ? here.items : fresh).forEach((item) => this.#append(item));
    const kept = new Set(here.items);
    [...log.children].forEach((each) => kept.has(this.#items.get(each)) || each.remove());
    state.changedItems.forEach((item) => this.#fill(item));
    state.changedItems.clear();
    state.reordered = false;
    this.#shown = here;
    this.#place.along ||= isOther || fresh.some((item) => item.status === 'sending');
    if (afresh) log.scrollTop = top;
    this.#place.follow();
    $('newer').hidden = this.#place.along || ($('newer').hidden && !fresh.length);
  }

  #append(item) {
    const last = this.#last;
    const { here } = this.#state;
    const line = (className, words) => this.#put(item, make('p', { className: `item notice ${className}` }, words));
    const day = new Date(item.time).toDateString();
    if (day !== new Date(last?.time ?? Date.now()).toDateString()) line('day', date(item.time));
    const first = item.serial >= here.newFrom && !(last?.serial >= here.newFrom);
    if (first) line('new', t('newCount', here.newCount));

    const follows = !first && item.msg !== undefined && item.kind === last?.kind && item.from === last.from
      && item.to === last.to && item.time - last.time < SAME_BREATH && item.serial % 20 !== 0;
    const element = item.kind === 'notice' ? make('p') : this.#message(item, follows);
    element.className = `item ${item.kind} ${item.tone ?? ''} ${follows ? 'follows' : ''}`;
    this.#last = item;
    this.#elements.set(item, element);
    this.#put(item, element);
    this.#fill(item);
  }

  #put(item, element) {
    this.#items.set(element, item);
    $('log').append(element);
  }

  #message({ kind, from, to, msg, mine, time }, follows) {
    const when = make('time', { dateTime: new Date(time).toISOString() }, clock(time));
    const tag = kind === 'private' ? t(...(mine ? ['privateTo', to] : ['privateFrom'])) : '';
    const head = follows ? make('span', { className: 'unseen' }, `${from}${tag && ', '}${tag}: `)
      : make('div', { className: 'meta' },
        button({ className: 'who', tabIndex: -1, title: t('writeTo', from), onclick: () => this.#on.open(from) },
          make('bdi', {}, from)),
        make('span', { className: 'tag' }, tag), when);
    const text = make('p', { className: 'text', dir: 'auto' }, ...linked(msg));
    const element = make('div', {}, follows ? when : avatar(from), make('div', { className: 'body' }, head, text));
    if (msg.length > LONG || msg.split(/[\n\v\f\r\u0085\u2028\u2029]/).length > TALL) {
      text.classList.add('folded');
      text.after(button({ tabIndex: -1, onclick: ({ target }) => {
        text.classList.remove('folded');
        $('log').focus();
        target.remove();
      } }, t('showAll')));
    }
    if (tag && !mine && this.#state.here.key === ALL) {
      element.append(button({ className: 'reply', tabIndex: -1, onclick: () => this.#on.open(from) }, t('reply')));
    }
    return element;
  }

  // The part of an item that changes while it is on the page.
  #fill(item) {
    const element = this.#elements.get(item);
    if (element && item.kind === 'notice') {
      const words = item.changes ? summary(item.changes) : item.words.map((each) => t(...each)).join(' ');
      const away = item.away ? ` · ${t('away', item.away)}` : '';
      element.textContent = `${words}${away} · ${clock(item.time)}`;
    } else if (element && item.status) {
      element.querySelector('.mark')?.remove();
      const failed = item.status === 'refused' || item.status === 'unknown';
      element.querySelector('.body').append(make('p', { className: `mark ${item.status}` },
        t(item.status, item.words && t(...item.words)),
        failed ? button({ tabIndex: -1, onclick: () => this.#on.again(item) }, t('again')) : ''));
    }
  }
}
