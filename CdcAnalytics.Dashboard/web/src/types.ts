// The API's types, as CdcAnalytics.Dashboard writes them. Wall clocks are text without a zone and stay so.

export type WallClock = string;

export type Phase =
  | 'Starting' | 'FetchingServer' | 'StartingServer' | 'Preflight' | 'Snapshot' | 'CatchingUp' | 'Tailing'
  | 'Resynchronising' | 'Stopped' | 'Failed';

export interface Ledger {
  captured: number;
  applied: number;
  lateCorrected: number;
  droppedLate: number;
  filtered: number;
  quarantined: number;
  isBalanced: boolean;
}

export interface SourceTable {
  tableName: string;
  watermark: WallClock | null;
  watermarkLagSeconds: number | null;
  ledger: Ledger | null;
}

export interface Notice {
  at: string;
  severity: 'Information' | 'Warning' | 'Error';
  message: string;
}

export interface Pipeline {
  topology: { name: string; reason: string } | null;
  phase: Phase;
  activity: string;
  fractionDone: number | null;
  eventsPerSecond: number | null;
  capturedEvents: number | null;
  endToEndLagSeconds: number | null;
  retainedWalBytes: number | null;
  epochNumber: number | null;
  commitsPerSecond: number | null;
  memoryBytes: number | null;
  tables: SourceTable[];
  notices: Notice[];
}

export interface Status {
  pipeline: Pipeline;
  database: {
    state: 'NotStarted' | 'Connecting' | 'Ready' | 'Reconnecting';
    problem: string | null;
    lastReadAt: string | null;
  };
}

export interface RateSample {
  eventsPerSecond: number | null;
  endToEndLagSeconds: number | null;
}

export interface Hour {
  hour: WallClock;
  trips: number;
  revenue: number;
  isFinal: boolean;
  finalZones: number | null;
  finalTrips: number | null;
  finalRevenue: number | null;
  tripsCorrectedSinceFinal: number | null;
}

export interface Hours {
  hours: Hour[];
  strayHours: number;
}

export interface HourRows<T> {
  hour: WallClock | null;
  rows: T[];
}

export interface BusyZone {
  place: number;
  placeBefore: number | null;
  zoneId: number;
  zone: string | null;
  borough: string | null;
  trips: number;
  finalTrips: number | null;
  revenue: number | null;
  averageFare: number | null;
  averageSpeed: number | null;
  tipRate: number | null;
}

export interface Flow {
  from: string;
  to: string;
  trips: number;
  revenue: number | null;
}

export interface Payment {
  paymentType: number;
  name: string;
  trips: number;
  revenue: number | null;
  tips: number | null;
}

export interface BoundedRows<T> {
  rows: T[];
  hasMore: boolean;
}

export interface Anomaly {
  tripId: number;
  anomaly: string;
  pickup: WallClock;
  dropoff: WallClock | null;
  fromZoneId: number;
  fromZone: string | null;
  toZoneId: number;
  toZone: string | null;
  miles: number | null;
  totalAmount: number;
}

export interface Refund {
  pickup: WallClock;
  dropoff: WallClock;
  fromZoneId: number;
  fromZone: string | null;
  toZoneId: number;
  toZone: string | null;
  fare: number;
  refunds: number;
  trips: number;
}

export interface Rejected {
  tableName: string | null;
  operation: string | null;
  rowKey: string | null;
  eventTime: WallClock | null;
  watermark: WallClock | null;
  query: string | null;
  reason: string | null;
  rowData: Record<string, unknown> | null;
  commitLsn: string | null;
  recordedAt: string | null;
}

/** Parts that belong to one event hour. */
export interface HourParts {
  zones: HourRows<BusyZone> | null | undefined;
  flow: HourRows<Flow> | null | undefined;
  payments: HourRows<Payment> | null | undefined;
}
