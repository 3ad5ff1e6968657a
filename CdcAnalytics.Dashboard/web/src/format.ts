import type { WallClock } from './types';

// Numbers are written one way everywhere, whatever the browser's language; unknown is a dash, never a zero.

export const unknown = '–';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const compactNumber = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const tinyNumber = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 2 });
const oneDigit = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const compactDollars = new Intl.NumberFormat('en-US', {
  style: 'currency', currency: 'USD', notation: 'compact', maximumFractionDigits: 1,
});

type Known = number | null | undefined;

export const count = (value: Known) => (value == null ? unknown : whole.format(value));
export const compact = (value: Known) =>
  value == null ? unknown : Math.abs(value) < 1_000_000 ? whole.format(value) : compactNumber.format(value);
/** For narrow places: at most four characters. */
export const tiny = (value: Known) =>
  value == null ? unknown : Math.abs(value) < 1000 ? whole.format(value) : tinyNumber.format(value);
export const tinyMoney = (value: Known) => (value == null ? unknown : `$${tiny(value)}`);
export const decimal = (value: Known) => (value == null ? unknown : oneDigit.format(value));
export const money = (value: Known) =>
  value == null ? unknown : Math.abs(value) < 1000 ? cents.format(value) : dollars.format(value);
export const exactMoney = (value: Known) => (value == null ? unknown : cents.format(value));
export const compactMoney = (value: Known) =>
  value == null ? unknown : Math.abs(value) < 1_000_000 ? dollars.format(value) : compactDollars.format(value);
export const percent = (share: Known) => (share == null ? unknown : `${oneDigit.format(share * 100)} %`);

/** A figure and its unit apart, so that the unit can be set smaller. */
export interface Quantity {
  figure: string;
  unit: string;
}

const none: Quantity = { figure: unknown, unit: '' };

export function rate(perSecond: Known): Quantity {
  if (perSecond == null) return none;
  return { figure: perSecond < 10 ? oneDigit.format(perSecond) : compact(Math.round(perSecond)), unit: '/s' };
}

export function duration(seconds: Known): Quantity {
  if (seconds == null) return none;
  if (seconds === 0) return { figure: '0', unit: 's' };
  if (seconds < 0.01) return { figure: oneDigit.format(seconds * 1000), unit: 'ms' };
  if (seconds < 1) return { figure: whole.format(seconds * 1000), unit: 'ms' };
  if (seconds < 90) return { figure: oneDigit.format(seconds), unit: 's' };
  if (seconds < 3570) return { figure: whole.format(seconds / 60), unit: 'min' };
  if (seconds < 48 * 3600) return { figure: oneDigit.format(seconds / 3600), unit: 'h' };
  return { figure: whole.format(seconds / 86400), unit: 'days' };
}

export function bytes(value: Known): Quantity {
  if (value == null) return none;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return { figure: oneDigit.format(size), unit: units[unit] ?? 'TB' };
}

export const inline = (quantity: Quantity) => (quantity.unit ? `${quantity.figure} ${quantity.unit}` : quantity.figure);

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const year = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/**
 * A wall clock such as 2024-01-15T08:00:00 as milliseconds, only to count and to format with: it is read as UTC and
 * written as UTC, so no zone, the browser's included, ever shifts it.
 */
export const wallMilliseconds = (text: WallClock) => Date.parse(`${text.slice(0, 19)}Z`);
export const wallOf = (milliseconds: number): WallClock => new Date(milliseconds).toISOString().slice(0, 19);

export const hourMilliseconds = 3_600_000;
export const clock = (text: WallClock) => text.slice(11, 16);
export const dayOf = (text: WallClock) => day.format(wallMilliseconds(text));
export const moment = (text: WallClock | null | undefined) =>
  text == null ? unknown : `${year.format(wallMilliseconds(text))}, ${text.slice(11, 19)}`;
export const hourSpan = (text: WallClock) =>
  `${dayOf(text)}, ${clock(text)}–${clock(wallOf(wallMilliseconds(text) + hourMilliseconds))}`;

const local = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Processing time, in the reader's own zone. */
export const localTime = (text: string | null) => (text == null ? unknown : local.format(Date.parse(text)));
