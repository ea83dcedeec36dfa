// Puts the parts together: what the person does goes to the connection, what the server says goes to the state.

import { Connection } from './connection.js';
import { ALL, PUBLIC, State, fold } from './state.js';
import { $, View, button } from './view.js';
import { Wire, parsed } from './wire.js';
import { rich, switchLanguage, t, translate } from './words.js';

const LONGEST = 4_000;         // characters in a message
const QUIET = 20_000;          // milliseconds without a frame, from which on waking up means to ask whether it still lives
const SUGGESTED = 5;           // names to complete
const hint = (...words) => { $('hint').replaceChildren(...(words.length ? rich(t(...words)) : [])); };
const noConnection = () => hint('noConnection');

// A phone shows one panel at a time; a wide screen shows them all and lets the wire be folded away.
const wide = matchMedia('(width >= 760px) and (height >= 480px)');
const tabs = [...document.querySelectorAll('[data-shows]')];
const touch = matchMedia('(pointer: coarse)').matches;

let view;
const wire = new Wire();
const state = new State(() => view?.changed(), () => !document.hidden && document.body.dataset.pane === 'chat');
const connection = new Connection({
  changed: () => view?.changed(),
  lost: () => state.lost(),
  after: () => state.after,
  frame(direction, text) {
    wire.frame(direction, text);
    if (direction === 'received') receive(parsed(text) ?? {});
  },
});
view = new View(state, connection, {
  show,
  pane,
  open: (name) => show(fold(name), name),
  again: (item) => send(item.to, item.msg) && state.forget(item),
  target: drawTarget,
});

function receive(message) {
  const { type, name, id, code, msg } = message;
  if (type === 'welcome') {
    state.welcomed(message);
    connection.welcomed(name);
    hint();
  } else if (type === 'joined' || type === 'left') {
    state.presence(type, name);
  } else if (type === 'public' || type === 'private') {
    state.said(message);
  } else if (type === 'ack' || type === 'error') {
    const asked = connection.answered(id);
    const shown = state.answered(id, type === 'ack' ? 'delivered' : 'refused', [code, msg]);
    if (type === 'ack' || asked || shown) return;
    if (connection.phase === 'here') state.notice(['notSent', t(code, msg)], 'bad');
    else connection.refused(code, msg);
  }
}

// To one person, or to everyone when `to` is undefined. Without a connection nothing is sent and nothing is lost.
function send(to, msg) {
  if (connection.phase !== 'here') return noConnection();
  const { kind, id } = state.sending(to, msg);
  connection.send(JSON.stringify({ type: kind, to, msg, id }), id);
  return true;
}

function show(key, name) {
  state.here.draft = $('text').value;
  pane('chat');
  state.show(key, name);
  $('text').value = state.here.draft;
  hint();
  view.draw();
  $('text').focus();
}

// To whom a text goes, and what of it: the words above the field and the sending ask the same function. Nothing that
// looks like a command goes to everyone: not after white space or an invisible character (a paste), not with the
// slash of a Chinese keyboard or with the sign that is on its key.
function target(text) {
  const [, slash, rest] = /^[\s\p{Cf}]*([/／]{1,2}|[、\\](?=msg\s))(.*)$/isu.exec(text) ?? [];
  const to = [ALL, PUBLIC].includes(state.here.key) ? undefined : state.here.name;
  if (!slash) return { to, words: text };
  if (slash.length === 2) return { to, words: slash[1] + rest };
  const [command] = rest.split(/\s/, 1);
  const [, name, words] = /^\S+\s+(\S+)(?:\s+(.*\S.*))?/s.exec(rest) ?? [];
  if (command.normalize('NFKC').toLowerCase() !== 'msg' || !name) return { to, unknown: slash + command };
  return { to: state.users.get(fold(name)) ?? name, words, unknown: words ? undefined : `${slash}${command} ${name}` };
}

// Says in words and in colour to whom the text in the field would go.
function drawTarget() {
  const { to } = target($('text').value);
  const last = state.here.key === ALL && state.here.items.findLast((item) => item.msg !== undefined);
  const underWhisper = last?.kind === 'private' && !last.mine;
  $('to').textContent = to ? t('toOne', to) : underWhisper ? t('notOnly', last.from) : t('toAll');
  $('hint').dataset.keys = t(touch ? 'touch' : 'keys').replaceAll('`', '');
  $('talk').classList.toggle('private', Boolean(to));
  $('talk').classList.toggle('careful', !to && underWhisper);
}

// Whether the text was sent and may leave the field.
function submit(text) {
  if (!text.trim()) return false;
  const { to, words, unknown } = target(text);
  if (unknown) return hint('unknownCommand', unknown);
  const length = [...words].length;
  if (length > LONGEST) return hint('tooLong', length, LONGEST);
  if (!send(to, words)) return false;
  if (to && ![ALL, fold(to)].includes(state.here.key)) show(fold(to), to);
  return true;
}

// Names that complete what stands before the cursor, after `/msg ` or `@`.
function suggest() {
  const before = $('text').value.slice(0, $('text').selectionEnd);
  const [, start, begun] = /^([\s\p{Cf}]*[/／]msg\s+|(?:.*\s)?@)(\S*)$/isu.exec(before) ?? [];
  const names = start === undefined ? [] : [...state.users.values()]
    .filter((name) => name !== state.me && fold(name).startsWith(fold(begun))).slice(0, SUGGESTED);
  $('names').hidden = !names.length;
  $('names').replaceChildren(...names.map((name) => button({ onclick: () => {
    $('text').setRangeText(`${name} `, start.length, before.length, 'end');
    $('text').focus();
    typed();
  } }, name)));
}

function typed() {
  suggest();
  drawTarget();
}

function onSubmit(form, act) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    act();
  });
  // Enter sends, except where it ends the choice of a Chinese character (Safari says so only with the code 229), or
  // breaks the line: with Shift, and on a touch keyboard, which has a Send button beside it and no Shift+Enter.
  form.addEventListener('keydown', (event) => {
    const { key, shiftKey, ctrlKey, metaKey, isComposing, keyCode } = event;
    if (event.target.tagName !== 'TEXTAREA' || key !== 'Enter' || shiftKey || isComposing || keyCode === 229) return;
    if (touch && !ctrlKey && !metaKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

const onClick = (id, act) => $(id).addEventListener('click', act);

function pane(name) {
  const { dataset, classList } = document.body;
  dataset.pane = wide.matches ? 'chat' : name;
  if (wide.matches && name === 'wire') classList.toggle('no-wire');
  tabs.forEach((tab) => {
    tab.ariaPressed = wide.matches ? !classList.contains('no-wire') : tab.dataset.shows === dataset.pane;
  });
  state.seen();
}

// Nothing of this person stays in the window: not the conversations, not what is in the fields, not the frames.
function forget() {
  state.clear();
  wire.clear();
  for (const field of ['text', 'raw', 'filter']) $(field).value = '';
}

onSubmit($('join'), () => {
  const name = $('name').value.trim();
  if (state.me && fold(name) !== fold(state.me)) forget();
  connection.join(name);
});
onSubmit($('raw-form'), () => $('raw-hint').replaceChildren(connection.send($('raw').value) ? '' : t('joinFirst')));
onSubmit($('compose'), () => {
  const text = $('text').value.toWellFormed();
  hint();
  $('text').value = '';
  if (!submit(text)) $('text').value = text;
  typed();
});
$('text').addEventListener('input', typed);
$('text').addEventListener('keydown', (event) => {
  if ($('names').hidden || event.shiftKey || !['Tab', 'Escape'].includes(event.key)) return;
  event.preventDefault();
  if (event.key === 'Tab') $('names').firstChild.click();
  else $('names').hidden = true;
});
onClick('again', () => connection.join(connection.name));
for (const id of ['rename', 'leave']) {
  onClick(id, () => {
    connection.leave();
    forget();
  });
}
onClick('close', () => {
  const { key } = state.here;
  show(ALL);
  state.conversations.delete(key);
  view.draw();
});
document.querySelectorAll('.language').forEach((each) => each.addEventListener('click', () => {
  switchLanguage();
  view.redraw();
  wire.draw();
}));
tabs.forEach((tab) => tab.addEventListener('click', () => pane(tab.dataset.shows)));
wide.addEventListener('change', () => pane('chat'));

// A reload keeps the conversation: it is in the window's own storage while the page is away, and only then.
function keep() {
  state.here.draft = $('text').value;
  try {
    sessionStorage.kept = state.saved();
  } catch {
    sessionStorage.removeItem('kept');  // more than the browser stores
  }
}

// The network may have gone while nobody watched: after a sleep, in another network, without one.
let awake = Date.now();
setInterval(() => {
  if (!document.hidden && Date.now() - awake > QUIET) connection.check();
  awake = Date.now();
}, 1_000);
document.addEventListener('visibilitychange', () => {
  state.seen();
  if (document.hidden) return keep();
  sessionStorage.removeItem('kept');
  connection.check(QUIET);
});
window.addEventListener('pagehide', keep);
window.addEventListener('offline', () => connection.check());
window.addEventListener('online', () => (connection.phase === 'waiting' ? connection.open() : connection.check()));

translate();
$('text').enterKeyHint = touch ? 'enter' : 'send';
const kept = parsed(sessionStorage.kept ?? '');
sessionStorage.removeItem('kept');
pane('chat');
if (kept?.me) {
  state.restore(kept);
  $('name').value = kept.me;
  $('text').value = state.here.draft;
  connection.rejoin(kept.me);
}
view.draw();
$(kept?.me ? 'text' : 'name').focus();
