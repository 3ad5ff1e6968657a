import type {
  Anomaly, BoundedRows, BusyZone, Flow, HourParts, HourRows, Hours, Payment, RateSample, Refund, Rejected, Status,
  WallClock,
} from './types';

export type Connection = 'connecting' | 'open' | 'lost';
export type RejectedKind = 'dropped' | 'quarantined';

/** All the page knows. undefined: not heard yet. null: the table does not exist yet. */
export interface Store {
  connection: Connection;
  refusal: string | null;
  status: Status | undefined;
  rates: RateSample[];
  hours: Hours | null | undefined;
  latest: HourParts;
  anomalies: BoundedRows<Anomaly> | null | undefined;
  refunds: BoundedRows<Refund> | null | undefined;
  /** The hour chosen by the reader; null follows the newest. */
  chosenHour: WallClock | null;
  chosen: HourParts;
  rejectedKind: RejectedKind | null;
  rejected: BoundedRows<Rejected> | null | undefined;
  rejectedProblem: string | null;
  isHourTableOpen: boolean;
  /** Server's clock minus ours, ms. */
  clockOffset: number;
  changedAt: number | null;
}

const noParts = (): HourParts => ({ zones: undefined, flow: undefined, payments: undefined });

export const store: Store = {
  connection: 'connecting',
  refusal: null,
  status: undefined,
  rates: [],
  hours: undefined,
  latest: noParts(),
  anomalies: undefined,
  refunds: undefined,
  chosenHour: null,
  chosen: noParts(),
  rejectedKind: null,
  rejected: undefined,
  rejectedProblem: null,
  isHourTableOpen: false,
  clockOffset: 0,
  changedAt: null,
};

let render: () => void = () => {};
let isScheduled = false;

export function onChange(callback: () => void): void {
  render = callback;
}

/** Many changes in one frame are drawn once. */
export function changed(): void {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    render();
  });
}

export const shownParts = (): HourParts => (store.chosenHour === null ? store.latest : store.chosen);

async function read<T>(path: string): Promise<T | null> {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as { title?: string; detail?: string };
  throw new Error(problem.detail ?? problem.title ?? `The server answered ${response.status}.`);
}

let isReadingChosen = false;

/** Reads the chosen hour's parts; called again whenever the hours change, at most one reading at a time. */
export async function readChosenHour(): Promise<void> {
  const hour = store.chosenHour;
  if (hour === null || isReadingChosen) return;
  isReadingChosen = true;
  try {
    const query = `?hour=${encodeURIComponent(hour)}`;
    const [zones, flow, payments] = await Promise.all([
      read<HourRows<BusyZone>>(`/api/zones/top${query}`),
      read<HourRows<Flow>>(`/api/flow${query}`),
      read<HourRows<Payment>>(`/api/payments${query}`),
    ]);
    if (store.chosenHour === hour) store.chosen = { zones, flow, payments };
  } catch {
    // The header says that the server cannot be reached; what is shown stays and ages.
  } finally {
    isReadingChosen = false;
  }
  changed();
  if (store.chosenHour !== null && store.chosenHour !== hour) await readChosenHour();
}

export function chooseHour(hour: WallClock | null): void {
  const newest = store.hours?.hours.at(-1)?.hour ?? null;
  store.chosenHour = hour === newest ? null : hour;
  if (store.chosenHour !== null && store.chosen.zones?.hour !== hour) store.chosen = noParts();
  changed();
  void readChosenHour();
}

export async function openRejected(kind: RejectedKind): Promise<void> {
  store.rejectedKind = kind;
  store.rejected = undefined;
  store.rejectedProblem = null;
  changed();
  try {
    const rows = await read<BoundedRows<Rejected>>(`/api/${kind}?limit=200`);
    if (store.rejectedKind === kind) store.rejected = rows;
  } catch (error) {
    if (store.rejectedKind === kind) store.rejectedProblem = (error as Error).message;
  }
  changed();
}

export function closeRejected(): void {
  store.rejectedKind = null;
  changed();
}
