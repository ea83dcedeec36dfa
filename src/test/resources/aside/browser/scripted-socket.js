// Stands in for WebSocket and for time, so that a test says what the server does and when a wait is over.
window.sockets = [];
window.waits = [];
window.WebSocket = class {
  static OPEN = 1;
  static CLOSING = 2;
  readyState = 0;
  sent = [];
  constructor() { window.sockets.push(this); }
  send(text) { this.sent.push(text); }
  close() { this.readyState = 3; }
  opens() { this.readyState = 1; this.onopen(); }
  says(message) { this.onmessage({ data: JSON.stringify(message) }); }
  closes(code, reason = '') { this.readyState = 3; this.onclose?.({ code, reason }); }
};
Math.random = () => 0.5;
const realTimeout = window.setTimeout;
const realClear = window.clearTimeout;
window.setTimeout = (act, wait) => {
  if (!(wait > 500)) return realTimeout(act, wait);
  window.waits.push({ act, wait });
  return window.waits.at(-1);
};
window.clearTimeout = (timer) => {
  window.waits = window.waits.filter((each) => each !== timer);
  if (!timer?.act) realClear(timer);
};
