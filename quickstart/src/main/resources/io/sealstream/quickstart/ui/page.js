// Asks the quickstart once a second how its pipeline is, and shows the answer. Whatever comes from
// there is text and is put into the page as text, never as HTML.

import {draw} from './chart.js';

const POLL_MS = 1000;
const POLL_WHILE_FOLLOWING_MS = 250;
const ANSWERS_WITHIN_MS = 4000;
const STALE_SECONDS = 5;
/** What is on its way for longer, as with a paused source, is looked at once a second. */
const FOLLOWS_CLOSELY_SECONDS = 20;
const MASKED = ['masked_ip', 'masked_device_id'];

const form = byId('login');
const texts = new Map();
let run = null;
let timer = 0;
let polls = 0;

function byId(id) {
  return document.getElementById(id);
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

/** Touches the page only where the text is another one, so that a selection stays. */
function show(id, text) {
  if (texts.get(id) !== text) {
    texts.set(id, text);
    byId(id).textContent = text;
  }
}

/** Makes an element's content anew, where what it shows changed. */
function showAll(id, data, make) {
  const key = JSON.stringify(data);
  if (texts.get(id) !== key) {
    texts.set(id, key);
    byId(id).replaceChildren(...make());
  }
}

function number(value) {
  return value.toLocaleString('en');
}

function count(value, noun) {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Ciphertexts of a key begin alike: what tells them apart is at their end. */
function cut(text) {
  return text.length <= 20 ? text : `${text.slice(0, 6)}…${text.slice(-10)}`;
}

function code(text, className) {
  const made = element('code', className, cut(text));
  if (text.length > 20) {
    made.title = text;
  }
  return made;
}

function showState(id, state) {
  show(id, state.toLowerCase());
  byId(id).dataset.state = state;
}

function showBanner(text) {
  const banner = byId('banner');
  if (banner.hidden !== (text === '') || banner.textContent !== text) {
    banner.textContent = text;
    banner.hidden = text === '';
  }
}

// ---- What is shown

function showPipeline(state, reading) {
  const {queue} = reading;
  show('queue-messages', number(queue.waiting + queue.inFlight));
  show('queue-detail', `${number(queue.waiting)} waiting, ${number(queue.inFlight)} in flight`);
  show('topic-records', number(reading.records));
  show('table-rows', number(reading.rows));
  showState('source-state', worst(reading.connectors.find((one) => one.type === 'source')));
  showState('sink-state', worst(reading.connectors.find((one) => one.type === 'sink')));

  const accounted = reading.rows + reading.deadLetters;
  const left = state.sent - accounted;
  const sum = `${number(state.sent)} sent`;
  const parts = `${count(reading.rows, 'row')} + ${number(reading.deadLetters)} dead-lettered`;
  // There can be more than were counted: others may send to the queue as well.
  const rest = left > 0 ? `${number(left)} on their way` : `${number(-left)} more than were sent here`;
  show('balance', left === 0 ? `✓ ${sum} = ${parts}` : `${sum}: ${parts}, ${rest}`);
  byId('balance').dataset.whole = left === 0;
}

/** The state that a person should know of: that of the first task which is not as its connector. */
function worst(connector) {
  if (!connector) {
    return 'UNASSIGNED';
  }
  const all = [connector.state, ...connector.tasks];
  return all.includes('FAILED')
    ? 'FAILED'
    : all.find((state) => state !== 'RUNNING') ?? (connector.tasks.length ? 'RUNNING' : 'UNASSIGNED');
}

function showCharts(state) {
  // What did not answer has no value.
  const pointsOf = (key) =>
    state.history
      .map(({seconds, [key]: value}) => ({seconds, value}))
      .filter(({value}) => value !== null);
  const waiting = pointsOf('waiting');
  if (state.reading?.fresh.queue) {
    // The station's own number. A level is known at each moment, a rate only where some time has passed.
    const {queue} = state.reading;
    waiting.push({
      seconds: state.seconds - state.readSecondsAgo,
      value: queue.waiting + queue.inFlight,
    });
  }
  showChart('waiting', 'Messages in the queue', state, waiting);
  showChart('records', 'Records a second', state, pointsOf('recordsPerSecond'));
  showChart('rows', 'Rows a second', state, pointsOf('rowsPerSecond'));
}

function showChart(id, name, state, points) {
  const last = points.at(-1)?.value ?? 0;
  const highest = points.reduce((most, point) => Math.max(most, point.value), 0);
  show(`${id}-now`, number(Math.round(last)));
  show(`${id}-detail`, `highest ${number(Math.round(highest))} in the last 3 minutes`);
  const chart = byId(`${id}-chart`);
  chart.setAttribute(
    'aria-label',
    `${name}: ${Math.round(last)} now, ${Math.round(highest)} at most in the last 3 minutes`,
  );
  draw(chart, points, state.seconds);
}

function showRows(columns, rows) {
  showAll('columns', columns, () =>
    columns.map((column) => {
      const cell = element('th', '', column);
      cell.scope = 'col';
      return cell;
    }),
  );
  const known = new Set(byId('rows').dataset.ids?.split(' '));
  const first = known.size === 0;
  showAll('rows', rows, () => rows.map((row) => rowOf(row, columns, rows, !first && !known.has(row.messageId))));
  byId('rows').dataset.ids = rows.map((row) => row.messageId).join(' ');
  byId('equal-note').hidden = !byId('rows').querySelector('.equal');
}

function rowOf(row, columns, rows, isNew) {
  const made = element('tr', isNew ? 'new' : '');
  made.dataset.message = row.messageId;
  row.cells.forEach((cell, i) => {
    const place = element('td');
    place.dataset.column = columns[i];
    if (cell === null) {
      place.append(element('span', 'null', 'NULL'));
    } else if (MASKED.includes(columns[i])) {
      const equal = rows.some((other) => other !== row && other.cells[i] === cell);
      place.append(code(cell, equal ? 'equal' : ''));
    } else {
      place.append(cell.length > 20 ? code(cell) : cell);
    }
    made.append(place);
  });
  return made;
}

function showDeadLetters(reading) {
  show('dead-letters-count', reading.deadLetters === 0 ? '' : number(reading.deadLetters));
  byId('dead-letters-none').hidden = reading.deadLetters > 0;
  showAll('dead-letters', reading.lastDeadLetters, () =>
    reading.lastDeadLetters.map((letter) => {
      const made = element('li');
      made.append(element('p', 'reason', letter.reason), element('p', 'detail', `in ${letter.place}`));
      return made;
    }),
  );
}

function showFollowed(state) {
  byId('followed-title').hidden = state.followed.length === 0;
  showAll('followed', [state.followed, state.columns], () =>
    state.followed.map((login) => {
      const made = element('li', 'followed');
      made.dataset.message = login.messageId;
      const title = element('p', '', 'Message ');
      title.append(code(login.messageId));
      const steps = element('ol', 'steps');
      const produced = login.topicAfter !== null;
      const ended = login.endAfter !== null;
      steps.append(step('in the queue', true, 'sent'));
      if (produced || !login.deadLetter) {
        steps.append(step('in the topic', produced, after(login.topicAfter)));
      }
      steps.append(
        step(login.deadLetter ? 'dead letter' : 'in the table', ended, after(login.endAfter)),
      );
      made.append(title, steps);
      if (login.row) {
        made.append(maskedOf(login.row, state.columns));
      }
      if (login.deadLetter) {
        made.append(element('p', 'reason', login.deadLetter.reason));
      }
      return made;
    }),
  );
}

function after(seconds) {
  return seconds === null ? 'not yet' : `after ${seconds.toFixed(1)} s`;
}

function step(name, done, when) {
  const made = element('li', done ? 'done' : '');
  made.append(element('b', '', name), ' ', element('span', '', when));
  return made;
}

function maskedOf(row, columns) {
  const list = element('dl');
  for (const column of MASKED) {
    const value = row.cells[columns.indexOf(column)];
    const detail = element('dd');
    detail.append(code(value ?? 'NULL'));
    list.append(element('dt', '', column), detail);
  }
  return list;
}

/** Each connector keeps its elements, so that a button which has the focus keeps it. */
function showConnectors(connectors, over) {
  const list = byId('connectors');
  for (const item of [...list.children]) {
    if (!connectors.some((connector) => connector.name === item.dataset.name)) {
      item.remove();
    }
  }
  for (const connector of connectors) {
    let item = [...list.children].find((child) => child.dataset.name === connector.name);
    if (!item) {
      item = connectorItem(connector);
      list.append(item);
    }
    updateConnector(item, connector, over);
  }
}

function connectorItem(connector) {
  const item = element('li');
  item.dataset.name = connector.name;
  const name = element('p', 'name');
  name.append(element('b', '', connector.name), ' ', element('span', 'detail', connector.type));
  const buttons = element('div', 'buttons');
  for (const kind of ['toggle', 'restart']) {
    const button = element('button', kind);
    button.type = 'button';
    button.addEventListener('click', () => order(connector.name, button.dataset.order));
    buttons.append(button);
  }
  item.append(name, element('p', 'states'), buttons, element('p', 'reason'));
  return item;
}

function updateConnector(item, connector, over) {
  const [, states, buttons, reason] = item.children;
  const key = JSON.stringify(connector);
  if (item.dataset.key !== key) {
    item.dataset.key = key;
    states.replaceChildren(
      pill(connector.state, connector.state.toLowerCase()),
      ...connector.tasks.map((state, id) => pill(state, `task ${id} ${state.toLowerCase()}`)),
    );
    reason.textContent = connector.failure ?? '';
    reason.hidden = connector.failure === null;
  }
  const [toggle, restart] = buttons.children;
  const paused = connector.state === 'PAUSED';
  setButton(toggle, paused ? 'resume' : 'pause', connector.name, over);
  setButton(restart, 'restart', connector.name, over);
  restart.hidden = connector.failure === null;
}

function pill(state, text) {
  const made = element('span', 'pill', text);
  made.dataset.state = state;
  return made;
}

function setButton(button, wanted, name, over) {
  if (button.dataset.order !== wanted) {
    button.dataset.order = wanted;
    button.textContent = wanted === 'restart' ? 'Restart what failed' : capital(wanted);
    button.setAttribute('aria-label', `${button.textContent}: ${name}`);
  }
  button.disabled = !over;
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}

function showButtons(over) {
  for (const id of ['send', 'another', 'send-many']) {
    byId(id).disabled = !over;
  }
  if (!over) {
    show('send-status', 'The run is counting its own messages; this works after its summary.');
  } else if (texts.get('send-status')?.startsWith('The run is')) {
    show('send-status', '');
  }
}

// ---- What is asked

async function ask(path, body) {
  const request = {signal: AbortSignal.timeout(ANSWERS_WITHIN_MS * 3)};
  if (body !== undefined) {
    request.method = 'POST';
    request.headers = {'Content-Type': 'application/json'};
    request.body = JSON.stringify(body);
  }
  const response = await fetch(path, request);
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error);
  }
  return answer;
}

/** Says how an order went. */
async function doing(statusId, doIt) {
  try {
    show(statusId, await doIt());
  } catch (error) {
    show(statusId, `That did not work. ${error.message}`);
  }
  poll();
}

function order(name, what) {
  return doing('connectors-status', async () => {
    await ask(`api/connectors/${encodeURIComponent(name)}/${what}`, {});
    return `${capital(what)} of ${name} was asked for.`;
  });
}

async function fillIn() {
  const login = await ask('api/logins/example');
  for (const input of form.querySelectorAll('input')) {
    input.value = login[input.name] ?? '';
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const login = {};
  for (const input of form.querySelectorAll('input')) {
    if (input.value !== '') {
      login[input.name] = input.value;
    }
  }
  doing('send-status', async () => {
    await ask('api/logins', login);
    return 'The queue has it.';
  });
});

byId('another').addEventListener('click', () =>
  doing('send-status', async () => {
    await fillIn();
    return '';
  }),
);

byId('send-many').addEventListener('click', () =>
  doing('send-status', async () => {
    const {count: sent} = await ask('api/logins/generated', {count: 100});
    return `The queue has ${sent} more.`;
  }),
);

// ---- The beat

async function poll() {
  clearTimeout(timer);
  const mine = ++polls;
  const {state, refused} = await askState();
  if (mine !== polls) {
    return;
  }
  let pause = POLL_MS;
  try {
    if (state) {
      pause = showAnswer(state);
    } else if (refused) {
      showStopped();
    } else {
      showSilent();
    }
  } finally {
    timer = setTimeout(poll, pause);
  }
}

/** The state, or whether nobody is there to ask; what is slow or answers with an error is there. */
async function askState() {
  try {
    const response = await fetch('api/state', {signal: AbortSignal.timeout(ANSWERS_WITHIN_MS)});
    if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }
    return {state: await response.json()};
  } catch (error) {
    console.info('No answer:', error.message);
    // What fetch rejects with where no connection is had, or one breaks.
    return {refused: error instanceof TypeError};
  }
}

function showAnswer(state) {
  if (run !== null && run !== state.run) {
    location.reload();
    return POLL_MS;
  }
  run = state.run;
  showAge(state);
  document.title = 'Sealstream quickstart';
  showButtons(state.over);
  if (state.reading) {
    showPipeline(state, state.reading);
    showConnectors(state.reading.connectors, state.over);
    showRows(state.columns, state.reading.lastRows);
    showDeadLetters(state.reading);
  }
  showCharts(state);
  showFollowed(state);
  return state.followed.some((login) => isYoungAndOpen(login, state.seconds))
    ? POLL_WHILE_FOLLOWING_MS
    : POLL_MS;
}

function isYoungAndOpen(login, seconds) {
  return login.endAfter === null && seconds - login.sentAt < FOLLOWS_CLOSELY_SECONDS;
}

/** How far what is shown can be trusted: all of it, a part of it, or none. */
function showAge(state) {
  const readAt = new Date(Date.now() - state.readSecondsAgo * 1000).toLocaleTimeString('en-GB');
  const problems = state.reading?.problems ?? [];
  if (state.problem !== null || state.readSecondsAgo >= STALE_SECONDS) {
    showBanner(`${state.problem ?? 'The pipeline does not answer.'} What is below is as of ${readAt}.`);
    showHow('not live', 'FAILED', true);
  } else if (problems.length > 0) {
    showBanner(`${problems.join(' ')} Its numbers below are the last that were read.`);
    showHow('partly live', 'PAUSED', false);
  } else {
    showBanner('');
    showHow('live', 'RUNNING', false);
  }
  show('as-of', state.reading ? `as of ${readAt}` : '');
}

function showHow(text, state, stale) {
  show('status', text);
  byId('status').dataset.state = state;
  document.body.classList.toggle('stale', stale);
}

function showSilent() {
  showBanner('The quickstart does not answer: what is below are the last numbers that were read.');
  showHow('not live', 'FAILED', true);
}

function showStopped() {
  showBanner('The quickstart has stopped: nothing on this page is live any more.');
  showHow('stopped', 'FAILED', true);
  document.title = 'Stopped: Sealstream quickstart';
  for (const button of document.querySelectorAll('button')) {
    button.disabled = true;
  }
}

fillIn().catch((error) => show('send-status', `No values to begin with. ${error.message}`));
poll();
