// Puts the parts together: what the person does goes to the connection, what the server says goes to the state.

import { Connection } from './connection.js';
import { ALL, PUBLIC, State, fold } from './state.js';
import { View, $ } from './view.js';
import { Wire, parsed } from './wire.js';

const LONGEST = 4_000;         // characters in a message
const NO_CONNECTION = 'Not connected. Your text stays here until the connection is back.';
const hint = (words) => { $('hint').textContent = words; };

const wire = new Wire();
const state = new State(() => view.changed());
const connection = new Connection({
  changed: () => view.changed(),
  lost: () => state.lost(),
  frame(direction, text) {
    wire.frame(direction, text);
    if (direction === 'received') receive(parsed(text) ?? {});
  },
});
const view = new View(state, connection, {
  show,
  open: (name) => show(fold(name), name),
  again: (item) => send(item.to, item.msg) && state.forget(item),
});

function receive(message) {
  const { type, name, users, id, code, msg } = message;
  if (type === 'welcome') {
    state.welcomed(name, users);
    connection.welcomed(name);
    sessionStorage.name = name;
    hint('');
  } else if (type === 'joined' || type === 'left') {
    state.presence(type, name);
  } else if (type === 'public' || type === 'private') {
    state.said(message);
  } else if (type === 'ack') {
    state.answered(id, 'delivered');
  } else if (type === 'error' && !state.answered(id, 'refused', msg)) {
    if (connection.phase === 'here') state.notice(`Refused: ${msg}`, 'bad');
    else connection.refused(code, msg);
  }
}

// To one person, or to everyone when `to` is undefined. Without a connection nothing is sent and nothing is lost.
function send(to, msg) {
  if (connection.phase !== 'here') return hint(NO_CONNECTION);
  const { kind, id } = state.sending(to, msg);
  connection.send(JSON.stringify({ type: kind, to, msg, id }));
  return true;
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

// Whether the text was sent and may leave the field.
function submit(text) {
  if (!text.trim()) return false;
  const length = [...text].length;
  if (length > LONGEST) return hint(`${length} characters: a message has at most ${LONGEST}.`);
  const to = [ALL, PUBLIC].includes(state.here.key) ? undefined : state.here.name;
  if (!text.startsWith('/')) return send(to, text);
  if (text.startsWith('//')) return send(to, text.slice(1));
  const [, typed, words] = /^\/msg\s+(\S+)\s+(.*\S.*)$/s.exec(text) ?? [];
  if (!typed) return hint(`${text.split(/\s/)[0]}? Write /msg name text, or // for a text that begins with a slash.`);
  const name = state.users.get(fold(typed)) ?? typed;
  if (!send(name, words)) return false;
  if (![ALL, fold(name)].includes(state.here.key)) show(fold(name), name);
  return true;
}

function onSubmit(form, act) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    act();
  });
  // Enter sends, except where it ends the choice of a Chinese character or, with Shift, a line.
  form.addEventListener('keydown', (event) => {
    if (event.target.tagName !== 'TEXTAREA' || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

const onClick = (id, act) => $(id).addEventListener('click', act);

// A phone shows one panel at a time; a wide screen shows them all and lets the wire be folded away.
const wide = matchMedia('(width >= 760px)');
const tabs = [...document.querySelectorAll('[data-shows]')];

function pane(name) {
  const { dataset, classList } = document.body;
  if (!wide.matches) dataset.pane = name;
  else if (name === 'wire') classList.toggle('no-wire');
  tabs.forEach((tab) => {
    tab.ariaPressed = wide.matches ? !classList.contains('no-wire') : tab.dataset.shows === dataset.pane;
  });
}

onSubmit($('join'), () => connection.join($('name').value.trim()));
onSubmit($('raw-form'), () => connection.send($('raw').value) || hint(NO_CONNECTION));
onSubmit($('compose'), () => {
  const text = $('text').value.toWellFormed();
  hint('');
  $('text').value = '';
  if (!submit(text)) $('text').value = text;
});
onClick('again', () => connection.join(connection.name));
onClick('rename', () => connection.leave());
onClick('leave', () => connection.leave());
onClick('close', () => {
  state.conversations.delete(state.here.key);
  show(ALL);
});
tabs.forEach((tab) => tab.addEventListener('click', () => pane(tab.dataset.shows)));
wide.addEventListener('change', () => pane('chat'));
document.addEventListener('visibilitychange', () => state.read());
window.addEventListener('online', () => connection.phase === 'waiting' && connection.open());

$('name').value = sessionStorage.name ?? '';
$('name').focus();
pane('chat');
view.draw();
