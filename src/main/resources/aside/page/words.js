// Every word that the page says to a person, in English and in Chinese. `{0}` is a value, `|` parts one from many.

import { ALL, PUBLIC, isolated } from './state.js';

const TABLE = {
  panels: ['Panels', '面板'], people: ['People', '成员'], hereNow: ['Here now', '在线'], comeIn: ['Come in', '进来吧'],
  chat: ['Chat', '聊天'], join: ['Join', '加入'], you: [' (you)', '（我）'],
  wire: ['On the wire', '线上帧'], alone: ['Nobody else here? Open this page in a second window.', '只有你一个人？再开一个窗口就有两个人了。'],
  leave: ['Leave', '离开'], language: ['中文', 'English'], rooms: ['Conversations', '会话'], yourName: ['Your name', '你的名字'],
  rename: ['Pick another name', '换个名字'], oneRoom: ['One room, and a word aside when you want one.', '一个房间，也可以单独说悄悄话。'],
  lists: ['Conversations and people (arrow keys move)', '会话与成员（方向键移动）'], writeTo: ['Write to {0} privately', '私聊 {0}'],
  rule: ['1 to 32 letters or digits of any script, `_` `-` `.`', '1 到 32 个任意文字的字母或数字，以及 `_` `-` `.`'],
  incomplete: ['In large rooms this list is incomplete. `/msg name text` reaches the others too.', '房间人多时，名单不完整。用 `/msg 名字 内容` 也能找到其他人。'],
  [ALL]: ['Everything', '全部'], [PUBLIC]: ['Public', '公聊'], unread: [' unread', ' 条未读'],
  '*Sub': ['Public and private messages in one list', '公聊和私聊都在这里'], notHere: [' Not here at the moment.', '对方现在不在。'],
  send: ['Send', '发送'], toAll: ['To everyone', '发给所有人'], reply: ['Reply aside', '私下回复'], showAll: ['Show all', '全部显示'],
  '#Sub': ['What everyone here can read', '这里的所有人都能看到'], notOnly: ['To everyone, not only to {0}', '发给所有人，不只是 {0}'],
  aside: ['Only you and {0} can read this.', '只有你和 {0} 能看到。'], privateFrom: ['private, only to you', '私聊，只发给你'],
  close: ['Close conversation', '关闭会话'], newer: ['New messages ↓', '新消息 ↓'], toOne: ['To {0} only', '只发给 {0}'],
  messages: ['Messages (arrow keys move)', '消息（方向键移动）'], newCount: ['{0} new message|{0} new messages', '{0} 条新消息'],
  noneSaid: ['Nothing said yet. Say hello.', '还没有消息，打个招呼吧。'], nonePrivate: ['A word aside starts here.', '私聊从这里开始。'],
  touch: ['/msg name text is for one person', '/msg 名字 内容 只发给一个人'], privateTo: ['private to {0}', '私聊，发给 {0}'],
  keys: ['Enter sends, Shift+Enter breaks the line, /msg name text is for one person', 'Enter 发送，Shift+Enter 换行，/msg 名字 内容 只发给一个人'],
  sending: ['sending …', '发送中 …'], refused: ['⚠ {0}', '⚠ {0}'], left: ['{0} left', '{0} 离开'],
  delivered: ['✓ sent', '✓ 已发出'], unknown: ['⚠ No answer yet: it may have arrived, or not', '⚠ 还没有回应：可能已送达，也可能没有'],
  again: ['Try again', '重发'],
  joinedAs: ['You joined as {0}', '你以 {0} 的名字加入'], leftjoined: ['{0} left and joined again', '{0} 离开后又加入'],
  backAs: ['You are back as {0}', '{0}，你回来了'], joined: ['{0} joined', '{0} 加入'], notSent: ['Refused: {0}', '被拒绝：{0}'],
  away: ['{0} message while you were away|{0} messages while you were away', '你不在时有 {0} 条消息'],
  joinedleft: ['{0} came and went', '{0} 来过又走了'], more: ['{0} and {1} more', '{0} 等，另有 {1} 人'],
  peerLeft: ['{0} left.', '{0} 离开了。'], tooLong: ['{0} characters: a message has at most {1}.', '{0} 个字符：一条消息最多 {1} 个。'],
  passed: ['{0} left. Somebody joined as {1}, perhaps somebody else.', '{0} 离开了。有人以 {1} 的名字加入，可能不是同一个人。'],
  noConnection: ['Not connected. Your text stays here until the connection is back.', '没有连接。你的文字会保留在这里，直到连接恢复。'],
  gone: ['Older messages are gone: the server no longer has what was said while you were away', '较早的消息已经没有了：服务器不再保留你不在时的内容'],
  unknownCommand: ['{0}? Not sent. Write `/msg name text`, or `//` for a text that begins with a slash.', '{0}？没有发送。请写 `/msg 名字 内容`；以斜杠开头的文字请写 `//`。'],
  out: ['Not connected', '未连接'], 'user-offline': ['{0}', '对方不在线'], 'rate-limited': ['{0}', '发得太快'],
  connecting: ['Connecting …', '连接中 …'], joinAgain: ['Join again', '重新加入'], 1001: ['The server is stopping', '服务器正在停止'],
  joining: ['Joining as {0} …', '正在以 {0} 加入 …'], 4002: ['The server heard no answer to its ping', '服务器的 ping 没有得到回应'],
  nameless: ['Connected, without a name', '已连接，没有名字'], silent: ['No answer from the server for {0} s', '服务器 {0} 秒没有回应'],
  here: ['Connected as {0}', '已连接：{0}'], 1013: ['The server is full', '服务器已满'], 'message-too-long': ['{0}', '消息太长'],
  stopped: ['Disconnected', '已断开'], 'name-taken': ['{0}', '这个名字已被使用'],
  waiting: ['Reconnecting in {0} s', '{0} 秒后重新连接'], 1007: ['The server got text that is not UTF-8', '服务器收到的文本不是 UTF-8'],
  tryNow: ['Try now', '立即重试'], 4001: ['This window read too slowly, and too much was waiting for it', '这个窗口读得太慢，积压太多'],
  inSeconds: ['{0}. Trying again in {1} s.', '{0}。{1} 秒后重试。'], 1002: ['The server saw a protocol error', '服务器发现协议错误'],
  noServer: ['No connection to the server', '无法连接服务器'], 4004: ['Too many messages came from this window', '这个窗口发的消息太多'],
  nameHeld: ['The server may still hold your old connection under this name', '服务器可能还保留着你这个名字的旧连接'],
  1003: ['The server takes no binary frames', '服务器不接受二进制帧'], 1011: ['The server had an internal error', '服务器内部错误'],
  1009: ['A message was too big', '消息太大'], 4003: ['No name was accepted in time', '没有在时限内加入'],
  'bad-name': ['{0}', '名字不合规则'],
  clickFrame: ['Click a frame to see what it is.', '点击一帧，看看它是什么。'], frames: ['Frames (arrow keys move)', '帧（方向键移动）'],
  filter: ['Filter by type or text', '按类型或文字筛选'], noMatch: ['No frame matches the filter.', '没有符合筛选的帧。'],
  pause: ['Pause', '暂停'], clear: ['Clear', '清空'], sent: ['↑ sent', '↑ 发出'],
  resume: ['Resume ({0})', '继续（{0}）'], isJoined: ['Somebody came. Everyone else is told, once.', '有人来了。通知其他所有人，只一次。'],
  cleared: ['Cleared. The next frame comes here.', '已清空。下一帧会显示在这里。'], characters: [' … {0} characters', ' … 共 {0} 个字符'],
  noFrame: ['No frame yet. Join and watch: first `join`, then `welcome`.', '还没有帧。加入后先看到 `join`，再看到 `welcome`。'],
  raw: ['Send raw JSON', '发送原始 JSON'], isOther: ['Not in the protocol: watch the answer.', '协议里没有：看看服务器怎么回答。'],
  asIs: ['Send as is', '原样发送'], examples: ['Examples …', '示例 …'], received: ['↓ received', '↓ 收到'],
  chapter: ['Chapter {0}', '第 {0} 章'], isError: ['Not delivered. The connection stays open.', '没有送达。连接仍然打开。'],
  comesBack: ['{0}. The page reconnects.', '{0}。页面会重新连接。'], staysAway: ['{0}. The page stays away.', '{0}。页面不再连接。'],
  isOpened: ['The WebSocket is open. The server waits some seconds for a join.', 'WebSocket 已打开。服务器等几秒钟，等待 join。'],
  isJoin: ['The first message on a connection: the name this window would like.', '连接上的第一条消息：这个窗口想要的名字。'],
  isWelcome: ['The join is accepted. The list names who is here, the new one first.', '加入成功。名单是在线的人，新来的排第一。'],
  isLeft: ['Somebody left. However the connection ended, it is told once.', '有人走了。无论连接怎样结束，都只通知一次。'],
  isPrivate: ['Only for one person. No other window receives this frame.', '只发给一个人。别的窗口收不到这一帧。'],
  isClosed: ['The connection ended. The server frees the name and tells the others, exactly once.', '连接结束。服务器释放名字，并且只通知其他人一次。'],
  isPublic: ['For everyone who has joined. The server stamps “from”; it ignores one that a client sends.', '发给所有已加入的人。“from” 由服务器填写；客户端写的会被忽略。'],
  isAck: ['The message with this id is in the outbox of every recipient. That is “queued”, not “read”.', '这个 id 的消息已放入每个收件人的发件箱：是“排队”，不是“已读”。'],
};

const column = /^zh/i.test(sessionStorage.language ?? navigator.language) ? 1 : 0;

// The words for a key, with values put in: numbers, or names and the server's words, which may be of any direction.
// A key that is not in the table stands for its first value.
export function t(key, ...values) {
  const forms = (Object.hasOwn(TABLE, key) ? TABLE[key][column] : '{0}').split('|');
  const form = values[0] === 1 ? forms[0] : forms.at(-1);
  return form.replace(/\{(\d)\}/g, (_, at) => (typeof values[at] === 'string' ? isolated(values[at]) : values[at]));
}

// Text in which backquotes mark code.
export function rich(words) {
  const code = (textContent) => Object.assign(document.createElement('code'), { textContent });
  return words.split('`').map((part, at) => (at % 2 ? code(part) : part));
}

// Puts the words into the parts of the page that stay.
export function translate() {
  document.documentElement.lang = column ? 'zh' : 'en';
  for (const each of document.querySelectorAll('[data-t]')) each.replaceChildren(...rich(t(each.dataset.t)));
  for (const each of document.querySelectorAll('[data-label]')) each.ariaLabel = t(each.dataset.label);
  document.getElementById('filter').placeholder = t('filter');
}

// A reload keeps the conversation, so it is the shortest way to every word in the other language.
export function otherLanguage() {
  sessionStorage.language = column ? 'en' : 'zh';
  location.reload();
}
