import { changed, readChosenHour, store } from './store';

// The server is heard at least every two seconds; this long a silence means that the connection is dead, even if the
// browser has not noticed.
const silenceMilliseconds = 7000;
const longestPauseMilliseconds = 8000;

let source: EventSource | null = null;
let heardAt = 0;
let pause = 500;
let reopening: number | undefined;

const handlers: Record<string, (value: never) => void> = {
  beat: (value: { serverTime: string }) => {
    store.clockOffset = Date.parse(value.serverTime) - Date.now();
  },
  status: value => { store.status = value; },
  rates: value => { store.rates = value; },
  hours: value => {
    store.hours = value;
    noteChange();
    void readChosenHour();
  },
  zones: value => { store.latest = { ...store.latest, zones: value }; },
  flow: value => { store.latest = { ...store.latest, flow: value }; },
  payments: value => { store.latest = { ...store.latest, payments: value }; },
  anomalies: value => { store.anomalies = value; },
  refunds: value => { store.refunds = value; },
};

function noteChange(): void {
  store.changedAt = Date.now();
}

function heard(): void {
  heardAt = performance.now();
  pause = 500;
  if (store.connection !== 'open') {
    store.connection = 'open';
    store.refusal = null;
  }
}

function open(): void {
  window.clearTimeout(reopening);
  reopening = undefined;
  source?.close();
  heardAt = performance.now();
  source = new EventSource('/api/live');
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, event => {
      heard();
      handle(JSON.parse((event as MessageEvent<string>).data) as never);
      changed();
    });
  }
  source.onopen = () => {
    heard();
    changed();
  };
  source.onerror = lost;
}

function lost(): void {
  source?.close();
  source = null;
  store.connection = store.status === undefined ? 'connecting' : 'lost';
  changed();
  // One timer at most; an EventSource left to itself gives up for good after an answer such as 503.
  if (reopening === undefined) {
    reopening = window.setTimeout(open, pause);
    pause = Math.min(pause * 2, longestPauseMilliseconds);
  }
}

export function follow(): void {
  open();
  window.setInterval(() => {
    if (source !== null && performance.now() - heardAt > silenceMilliseconds) lost();
    changed(); // Ages grow while nothing is heard.
  }, 1000);
  // A page coming back from the background need not wait for its timer.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && source === null) open();
  });
}
