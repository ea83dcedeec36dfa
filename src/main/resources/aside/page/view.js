// The chat as it looks. It draws from the state, at most once in a frame's time, and sets text only as text.

import { ALL, PUBLIC, fold } from './state.js';

const DRAWN = 300;             // message elements at most; older ones leave the page
const NEAR_THE_END = 60;       // pixels from the end of the log that still count as reading along
const SAME_BREATH = 60_000;    // messages of one person within this time stand under one name
const MARKS = { sending: 'sending …', delivered: '✓ delivered' };

export const $ = (id) => document.getElementById(id);

// An element with properties and children; a child that is a string becomes a text node.
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export const clock = (time, more = {}) =>
  new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false, ...more });

// Names are of any script and direction; the isolates keep one from reordering the words around it.
const isolated = (name) => `\u2068${name}\u2069`;
const hue = (name) => [...fold(name)].reduce((sum, sign) => sum * 31 + sign.codePointAt(0), 7) % 8;
const avatar = (name) => make('span', { className: `avatar hue${hue(name)}`, ariaHidden: 'true' },
  [...name][0].toUpperCase());

export class View {
  #state; #connection; #on;
  #due = false;
  #drawn = { key: null, serial: 0, last: null, run: 0 };
  #elements = new Map();       // item -> its element in the log

  // on: open(name), show(key), again(item)
  constructor(state, connection, on) {
    this.#state = state;
    this.#connection = connection;
    this.#on = on;
    $('log').addEventListener('scroll', () => { if (this.#readsAlong()) $('newer').hidden = true; });
    $('newer').addEventListener('click', () => this.toTheEnd());
    setInterval(() => { if (connection.phase === 'waiting') this.#drawConnection(); }, 250);
  }

  // A timer, not an animation frame: a hidden tab gets no frames and still counts its unread messages.
  changed() {
    if (this.#due) return;
    this.#due = true;
    setTimeout(() => { this.#due = false; this.draw(); }, 16);
  }

  draw() {
    this.#drawConnection();
    this.#drawPeople();
    this.#drawLog();
    const unread = this.#state.unread;
    document.title = unread ? `(${unread}) Aside` : 'Aside';
    badge($('people-badge'), unread);
  }

  toTheEnd() {
    $('log').scrollTop = $('log').scrollHeight;
    $('newer').hidden = true;
  }

  #drawConnection() {
    const { phase, name, why, retryAt } = this.#connection;
    const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
    const words = {
      out: 'Not connected', connecting: 'Connecting …', nameless: 'Connected, without a name',
      joining: `Joining as ${isolated(name)} …`, refused: `Refused: ${why}`, here: `Connected as ${isolated(name)}`,
      waiting: `Reconnecting in ${seconds} s`, stopped: `Disconnected: ${why}`,
    }[phase];
    const asksName = !this.#state.me || ['out', 'nameless', 'refused'].includes(phase);
    const entering = asksName && $('join').hidden;
    $('status').textContent = words;
    $('join').hidden = !asksName;
    $('talk').hidden = $('people').hidden = asksName;
    $('leave').hidden = phase !== 'here';
    $('banner').hidden = !['waiting', 'stopped'].includes(phase);
    $('why').textContent = phase === 'waiting' ? `${why}. Trying again in ${seconds} s.` : `${why}.`;
    $('again').textContent = phase === 'waiting' ? 'Try now' : 'Join again';
    $('again').hidden = !name;
    $('rename').hidden = asksName;
    $('refusal').textContent = phase === 'refused' ? why : '';
    if (document.body.dataset.phase !== phase) {
      document.body.dataset.phase = phase;
      $('announce').textContent = phase === 'waiting' ? `${why}. Reconnecting.` : words;
    }
    if (entering) $('name').focus();
  }

  #drawPeople() {
    const { conversations, current, users, me } = this.#state;
    arrange($('conversations'), [...conversations.values()], (each) => each.key, (each) => {
      const label = each.key === ALL ? 'Everything' : each.key === PUBLIC ? 'Public' : each.name;
      const sign = each.key === ALL ? '✳' : each.key === PUBLIC ? '#' : null;
      return make('button', { type: 'button', onclick: () => this.#on.show(each.key, each.name) },
        sign ? make('span', { className: 'avatar', ariaHidden: 'true' }, sign) : avatar(label),
        make('bdi', {}, label), make('span', { className: 'badge', hidden: true }));
    }, (button, each) => {
      button.ariaCurrent = each.key === current;
      badge(button.lastChild, each.unread);
    });
    const names = [...users.values()].sort((a, b) => a.localeCompare(b));
    arrange($('users'), names, (name) => name, (name) => make('button',
      { type: 'button', title: `Write to ${name} alone`, onclick: () => this.#on.open(name) },
      avatar(name), make('bdi', {}, name), fold(name) === fold(me) ? ' (you)' : ''), () => {});
    $('count').textContent = names.length < 500 ? names.length : '500+';
    $('more').hidden = names.length < 500;
  }

  #drawLog() {
    const { here, current, users, me } = this.#state;
    const log = $('log');
    const opened = this.#drawn.key !== current;
    const along = opened || this.#readsAlong();
    if (opened) this.#open(here);
    for (const item of this.#state.changedItems) this.#redraw(item);
    this.#state.changedItems.clear();

    const fresh = here.items.filter((item) => item.serial > this.#drawn.serial);
    for (const item of fresh) this.#append(item);
    while (log.children.length > DRAWN) log.firstChild.remove();
    for (const [item, element] of this.#elements) {
      if (log.contains(element)) break;
      this.#elements.delete(item);
    }
    if (along || fresh.some((item) => item.status === 'sending')) this.toTheEnd();
    else if (fresh.length) $('newer').hidden = false;
    $('newer').textContent = 'New messages ↓';

    const alone = current === ALL || current === PUBLIC;
    const away = !alone && !users.has(fold(here.name));
    $('title').textContent = current === ALL ? 'Everything' : current === PUBLIC ? 'Public' : here.name;
    $('subtitle').textContent = current === ALL ? 'Public and private messages in one list'
      : current === PUBLIC ? 'What everyone here can read'
      : `Only you two can read this${away ? '. Not here at the moment' : ''}`;
    $('talk').classList.toggle('private', !alone);
    $('to').textContent = alone ? 'To everyone'
      : fold(here.name) === fold(me) ? 'To yourself' : `To ${isolated(here.name)}, privately`;
    $('close').hidden = alone;
  }

  // A screen reader hears what comes from now on, not the whole conversation again.
  #open(conversation) {
    const log = $('log');
    log.ariaLive = 'off';
    setTimeout(() => { log.ariaLive = 'polite'; }, 500);
    this.#drawn = { key: conversation.key, serial: 0, last: null, run: 0 };
    this.#elements.clear();
    log.replaceChildren();
    log.dataset.empty = conversation.key === ALL || conversation.key === PUBLIC
      ? 'Nothing said yet. Say hello.' : 'A word aside starts here.';
  }

  #append(item) {
    const { last, run } = this.#drawn;
    const follows = last?.from && last.from === item.from && last.kind === item.kind && last.to === item.to
      && item.time - last.time < SAME_BREATH && run < 20;
    Object.assign(this.#drawn, { serial: item.serial, last: item, run: follows ? run + 1 : 0 });
    const element = item.kind === 'notice' ? make('p') : this.#message(item, follows);
    element.className = `item ${item.kind} ${item.tone ?? ''} ${item.mine ? 'mine' : ''} ${follows ? 'follows' : ''}`;
    this.#elements.set(item, element);
    this.#redraw(item);
    $('log').append(element);
  }

  #message(item, follows) {
    const time = make('time', { dateTime: new Date(item.time).toISOString() }, clock(item.time));
    const name = make('bdi', {}, item.from);
    const who = make('button', { type: 'button', className: 'who', title: `Write to ${item.from} alone`,
      onclick: () => this.#on.open(item.from) }, name);
    const aside = item.kind === 'private'
      ? make('span', { className: 'tag' }, item.mine ? `private to ${isolated(item.to)}` : 'private, to you alone') : '';
    return make('div', {},
      follows ? time : avatar(item.from),
      make('div', { className: 'body' },
        follows ? make('span', { className: 'unseen' }, `${item.from}: `)
          : make('div', { className: 'meta' }, who, aside, time),
        make('p', { className: 'text', dir: 'auto' }, item.msg)));
  }

  #redraw(item) {
    const element = this.#elements.get(item);
    if (!element) return;
    if (item.gone) {
      element.remove();
      this.#elements.delete(item);
    } else if (item.kind === 'notice') {
      const names = item.names?.slice(0, 3).map(isolated).join(', ');
      const others = item.count > 3 ? ` and ${item.count - 3} more` : '';
      element.textContent = `${item.words ?? `${names}${others} ${item.verb}`} · ${clock(item.time)}`;
    } else if (item.status) {
      element.querySelector('.mark')?.remove();
      const mark = make('p', { className: `mark ${item.status}` }, MARKS[item.status] ?? `⚠ ${item.words}`);
      if (item.words) {
        mark.append(make('button', { type: 'button', onclick: () => this.#on.again(item) }, 'Try again'));
      }
      element.querySelector('.body').append(mark);
    }
  }

  #readsAlong() {
    const log = $('log');
    return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_THE_END;
  }
}

function badge(element, count) {
  element.hidden = count === 0;
  element.replaceChildren(String(count), make('span', { className: 'unseen' }, ' unread'));
}

// Brings a list into the order of `entries`. Elements that stay keep their place and so the keyboard's focus.
function arrange(list, entries, key, create, update) {
  const old = new Map([...list.children].map((child) => [child.dataset.key, child]));
  entries.forEach((entry, index) => {
    const item = old.get(key(entry)) ?? make('li', {}, create(entry));
    item.dataset.key = key(entry);
    old.delete(item.dataset.key);
    update(item.firstChild, entry);
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  });
  old.forEach((item) => item.remove());
}
