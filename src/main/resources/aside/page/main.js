// Puts the parts together: what the person does goes to the connection, what the server says goes to the state.

import { Connection } from './connection.js';
import { ALL, PUBLIC, State, fold } from './state.js';
import { View, $ } from './view.js';
import { Wire, parsed } from './wire.js';

const LONGEST = 4_000;         // characters in a message
const NO_CONNECTION = 'Not connected. Your text stays here until the connection is back.';

const url = new URL('chat', location.href);
url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

const wire = new Wire();
const state = new State(() => view.changed());
const connection = new Connection(url, {
  changed: () => view.changed(),
  lost: () => state.lost(),
  frame(direction, text) {
    wire.frame(direction, text);
    if (direction === 'received') receive(parsed(text) ?? {});
  },
});
const view = new View(state, connection, { open, show, again });

function receive(message) {
  switch (message.type) {
    case 'welcome':
      state.welcomed(message.name, message.users);
      connection.welcomed(message.name);
      sessionStorage.name = message.name;
      view.draw();
      return $('text').focus();
    case 'joined': case 'left': return state.presence(message.type, message.name);
    case 'public': case 'private': return state.said(message);
    case 'ack': return state.answered(message.id, 'delivered');
    case 'error':
      if (state.answered(message.id, 'refused', message.msg)) return;
      if (connection.phase === 'here') return state.notice(`Refused (${message.code}): ${message.msg}`, 'bad');
      return connection.refused(message.code, message.msg);
  }
}

// To one person, or to everyone when `to` is undefined. Without a connection nothing is sent and nothing is lost.
function send(to, msg) {
  if (connection.phase !== 'here') return hint(NO_CONNECTION);
  const item = state.sending(to, msg);
  return connection.send(JSON.stringify({ type: item.kind, to, msg, id: item.id }));
}

function show(key, name) {
  state.here.draft = $('text').value;
  state.show(key, name);
  $('text').value = state.here.draft;
  hint('');
  pane('chat');
  view.draw();
  $('text').focus();
}

function open(name) {
  show(fold(name), name);
}

// The name as its owner typed it, if it is known.
const known = (name) => state.users.get(fold(name)) ?? name;

function again(item) {
  if (send(item.to, item.msg)) state.forget(item);
}

function hint(words) {
  $('hint').textContent = words;
}

// Whether the text was sent and may leave the field.
function submit(text) {
  if (!text.trim()) return false;
  const length = [...text].length;
  if (length > LONGEST) return hint(`${length} characters: a message has at most ${LONGEST}.`);
  const to = [ALL, PUBLIC].includes(state.current) ? undefined : state.here.name;
  if (!text.startsWith('/')) return send(to, text);
  if (text.startsWith('//')) return send(to, text.slice(1));
  const [, name, words] = /^\/msg\s+(\S+)\s+(.*\S.*)$/s.exec(text) ?? [];
  if (!name) return hint(`${text.split(/\s/)[0]}? Write /msg name text, or // for a text that begins with a slash.`);
  if (!send(known(name), words)) return false;
  if (![ALL, fold(name)].includes(state.current)) open(known(name));
  return true;
}

function whenSubmitted(form, act) {
  $(form).addEventListener('submit', (event) => {
    event.preventDefault();
    act();
  });
  // Enter that ends the choice of a Chinese character must not send.
  $(form).addEventListener('keydown', (event) => {
    if (event.target.tagName !== 'TEXTAREA' || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    $(form).requestSubmit();
  });
}

whenSubmitted('join', () => connection.join($('name').value.trim()));
whenSubmitted('compose', () => {
  const field = $('text');
  const text = field.value;
  hint('');
  field.value = '';
  if (!submit(text)) field.value = text;
});
whenSubmitted('raw-form', () => {
  if (!connection.send($('raw').value)) hint(NO_CONNECTION);
});

// A phone shows one panel at a time; a wide screen shows them all and lets the wire be folded away.
const wide = matchMedia('(min-width: 760px)');

function pane(name) {
  if (!wide.matches) document.body.dataset.pane = name;
  else if (name === 'wire') document.body.classList.toggle('no-wire');
  for (const button of document.querySelectorAll('[data-shows]')) {
    button.ariaPressed = wide.matches ? !document.body.classList.contains('no-wire')
      : document.body.dataset.pane === button.dataset.shows;
  }
}

document.querySelectorAll('[data-shows]').forEach((button) =>
  button.addEventListener('click', () => pane(button.dataset.shows)));
wide.addEventListener('change', () => pane('chat'));
$('again').addEventListener('click', () => connection.join(connection.name));
$('rename').addEventListener('click', () => connection.leave());
$('leave').addEventListener('click', () => connection.leave());
$('close').addEventListener('click', () => {
  const { key } = state.here;
  show(ALL);
  state.close(key);
});
document.addEventListener('visibilitychange', () => state.read());
window.addEventListener('online', () => { if (connection.phase === 'waiting') connection.open(); });

$('name').value = sessionStorage.name ?? '';
$('name').focus();
pane('chat');
view.draw();
