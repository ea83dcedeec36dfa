// Puts the parts together: what the person does goes to the connection, what the server says goes to the state.

import { Connection } from './connection.js';
import { ALL, State, fold, isRoom } from './state.js';
import { $, View } from './view.js';
import { Wire, parsed } from './wire.js';
import { otherLanguage, rich, t, translate } from './words.js';

const LONGEST = 4_000;         // characters in a message
const ASLEEP = 20_000;         // milliseconds between two beats of a second: the computer was asleep
const touch = matchMedia('(pointer: coarse)').matches;
// A phone shows one panel at a time; a wide screen shows them all and lets the wire be folded away.
const wide = matchMedia('(width >= 760px) and (height >= 480px)');
const tabs = [...document.querySelectorAll('[data-shows]')];
const field = $('text');
const hint = (...words) => { $('hint').replaceChildren(...(words.length ? rich(t(...words)) : [])); };
const onClick = (id, act) => $(id).addEventListener('click', act);

let view;
const wire = new Wire();
const state = new State(() => view?.changed(), () => !document.hidden && document.body.dataset.pane === 'chat');
const connection = new Connection({
  changed: () => view?.changed(),
  lost: () => state.lost(),
  after: () => state.read,
  frame(direction, text) {
    wire.frame(direction, text);
    if (direction === 'received') receive(parsed(text) ?? {});
  },
});
view = new View(state, connection, {
  show, pane, drawTarget,
  open: (name) => show(fold(name), name),
  again: (item) => send(item.to, item.msg) && state.forget(item),
});

function receive(message) {
  const { type, name, id, code, msg } = message;
  if (type === 'joined' || type === 'left') return state.presence(type, name);
  if (type === 'public' || type === 'private') return state.said(message);
  if (type === 'welcome') {
    state.welcomed(message);
    connection.welcomed(name);
    hint();
  } else if (type === 'ack' || type === 'error') {
    const asked = connection.answered(id);
    const shown = state.answered(id, type === 'ack' ? 'delivered' : 'refused', [code, msg]);
    if (type === 'ack' || asked || shown) return;
    if (connection.phase === 'here') state.add({ kind: 'notice', words: ['notSent', t(code, msg)], tone: 'bad' });
    else connection.refused(code, msg);
  }
}

// To one person, or to everyone when `to` is undefined. Without a connection nothing is sent and nothing is lost.
function send(to, msg) {
  if (connection.phase !== 'here') return hint('noConnection');
  const { kind, id } = state.sending(to, msg);
  connection.send(JSON.stringify({ type: kind, to, msg, id }), id);
  return true;
}

function show(key, name) {
  state.here.draft = field.value;
  pane('chat');
  state.show(key, name);
  field.value = state.here.draft;
  hint();
  view.draw();
  field.focus();
}

// To whom a text goes, and what of it: the words above the field and the sending ask the same function. Nothing that
// looks like a command goes to everyone: not after white space or an invisible character (a paste), not with the
// slash of a Chinese keyboard or with the sign that is on its key.
function target(text) {
  const [, slash, rest] = /^[\s\p{Cf}]*([/／]{1,2}|[、\\](?=msg\s))(.*)$/isu.exec(text) ?? [];
  const to = isRoom(state.here) ? undefined : state.here.name;
  if (!slash) return { to, words: text };
  if (slash.length === 2) return { to, words: slash[1] + rest };
  const [, command, name, words] = /^(\S*)(?:\s+(\S+)(?:\s+(.*\S.*))?)?/s.exec(rest);
  if (command.normalize('NFKC').toLowerCase() !== 'msg' || !name) return { to, unknown: slash + command };
  return { to: state.users.get(fold(name)) ?? name, words, unknown: words ? undefined : `${slash}${command} ${name}` };
}

// Says in words and in colour to whom the text in the field would go.
function drawTarget() {
  const { to } = target(field.value);
  const last = state.here.key === ALL && state.here.items.findLast((item) => item.msg !== undefined);
  const careful = !to && last?.kind === 'private' && !last.mine;
  $('to').textContent = to ? t('toOne', to) : careful ? t('notOnly', last.from) : t('toAll');
  $('talk').className = to ? 'private' : careful ? 'careful' : '';
}

// Whether the text was sent and may leave the field.
function submit(text) {
  if (!text.trim()) return false;
  const { to, words, unknown } = target(text);
  if (unknown) return hint('unknownCommand', unknown);
  if ([...words].length > LONGEST) return hint('tooLong', [...words].length, LONGEST);
  if (!send(to, words)) return false;
  if (to && ![ALL, fold(to)].includes(state.here.key)) show(fold(to), to);
  return true;
}

// The name that completes what stands before the cursor, after `/msg ` or `@`: the Tab key puts it in.
function complete() {
  const before = field.value.slice(0, field.selectionEnd);
  const [, start, begun] = /^([\s\p{Cf}]*[/／]msg\s+|(?:.*\s)?@)(\S*)$/isu.exec(before) ?? [];
  const fits = (name) => name !== state.me && fold(name).startsWith(fold(begun));
  const name = start && [...state.users.values()].find(fits);
  if (name) field.setRangeText(`${name} `, start.length, before.length, 'end');
  return Boolean(name);
}

function onSubmit(form, act) {
  form.addEventListener('submit', (event) => { event.preventDefault(); act(); });
  // Enter sends, except where it ends the choice of a Chinese character (Safari says so only with the code 229), or
  // breaks the line: with Shift, and on a touch keyboard, which has a Send button beside it and no Shift+Enter.
  form.addEventListener('keydown', (event) => {
    const { key, target: { tagName }, shiftKey, ctrlKey, metaKey, isComposing, keyCode } = event;
    const breaks = shiftKey || (touch && !ctrlKey && !metaKey);
    if (tagName !== 'TEXTAREA' || key !== 'Enter' || breaks || isComposing || keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

function pane(name) {
  const { dataset, classList } = document.body;
  dataset.pane = wide.matches ? 'chat' : name;
  if (wide.matches && name === 'wire') classList.toggle('no-wire');
  const isShown = (tab) => (wide.matches ? !classList.contains('no-wire') : tab.dataset.shows === dataset.pane);
  tabs.forEach((tab) => { tab.ariaPressed = isShown(tab); });
  state.seen();
}

// Nothing of this person stays in the window: not the conversations, not what is in the fields, not the frames.
function forget() {
  state.clear();
  wire.clear();
  ['text', 'raw', 'filter'].forEach((id) => { $(id).value = ''; });
}

onSubmit($('join'), () => {
  const name = $('name').value.trim();
  if (state.me && fold(name) !== fold(state.me)) forget();
  connection.join(name);
});
onSubmit($('raw-form'), () => $('raw-hint').replaceChildren(connection.send($('raw').value) ? '' : t('noConnection')));
onSubmit($('compose'), () => {
  const text = field.value.toWellFormed();
  hint();
  field.value = '';
  if (!submit(text)) field.value = text;
  drawTarget();
});
field.addEventListener('input', drawTarget);
field.addEventListener('keydown', (event) => {
  if (event.key === 'Tab' && !event.shiftKey && complete()) event.preventDefault();
});
onClick('again', () => connection.join(connection.name));
for (const id of ['rename', 'leave']) onClick(id, () => { connection.leave(); forget(); });
onClick('close', () => { state.conversations.delete(state.here.key); show(ALL); });
tabs.forEach((tab) => tab.addEventListener('click', () => pane(tab.dataset.shows)));
wide.addEventListener('change', () => pane('chat'));
document.querySelectorAll('.language').forEach((each) => each.addEventListener('click', otherLanguage));

// A reload keeps the conversation: it is in the window's own storage while the page is away, and only then.
function keep() {
  state.here.draft = field.value;
  sessionStorage.kept = state.saved();
}

// The network may have gone while nobody watched: after a sleep, in another network, without one.
let beat = Date.now();
setInterval(() => { if (!document.hidden && Date.now() - beat > ASLEEP) connection.check(); beat = Date.now(); }, 1_000);
document.addEventListener('visibilitychange', () => {
  state.seen();
  if (document.hidden) return keep();
  sessionStorage.removeItem('kept');
  connection.check();
});
addEventListener('pagehide', keep);
for (const event of ['offline', 'pageshow']) addEventListener(event, () => connection.check());
addEventListener('online', () => (connection.phase === 'waiting' ? connection.open() : connection.check()));

const kept = parsed(sessionStorage.kept ?? '');
sessionStorage.removeItem('kept');
translate();
field.enterKeyHint = touch ? 'enter' : 'send';
$('hint').dataset.keys = t(touch ? 'touch' : 'keys');
pane('chat');
if (kept?.me) {
  state.restore(kept);
  $('name').value = kept.me;
  field.value = state.here.draft;
  connection.join(kept.me, true);
}
view.draw();
$(kept?.me ? 'text' : 'name').focus();
