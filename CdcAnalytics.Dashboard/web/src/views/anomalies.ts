import { html } from 'lit';
import { decimal, duration, exactMoney, inline, moment, wallMilliseconds } from '../format';
import type { Store } from '../store';
import type { Anomaly, Refund } from '../types';
import { empty, section, whenKnown } from './parts';

const zone = (name: string | null, id: number) => name ?? `zone ${id}`;

function timeTaken(from: string, to: string | null): string {
  if (to === null) return 'no drop-off';
  const seconds = (wallMilliseconds(to) - wallMilliseconds(from)) / 1000;
  return `in ${seconds < 0 ? '−' : ''}${inline(duration(Math.abs(seconds)))}`;
}

const anomaly = (trip: Anomaly) => html`
  <li>
    <span class="what"><wa-badge variant="warning" appearance="filled">${trip.anomaly}</wa-badge>
      <span class="note">trip ${trip.tripId}</span></span>
    <span>${zone(trip.fromZone, trip.fromZoneId)} → ${zone(trip.toZone, trip.toZoneId)}</span>
    <span class="note">${moment(trip.pickup)} · ${decimal(trip.miles)} miles ${timeTaken(trip.pickup, trip.dropoff)}
      · ${exactMoney(trip.totalAmount)}</span>
  </li>`;

const refund = (row: Refund) => html`
  <li>
    <span class="what"><wa-badge variant="warning" appearance="filled">refund without trip</wa-badge>
      <span class="note">${row.refunds} given back, ${row.trips} charged</span></span>
    <span>${zone(row.fromZone, row.fromZoneId)} → ${zone(row.toZone, row.toZoneId)}</span>
    <span class="note">${moment(row.pickup)} · fare ${exactMoney(row.fare)}</span>
  </li>`;

/** Trips that cannot be as they are recorded. */
export function anomalies(store: Store) {
  const number = (rows: { rows: unknown[]; hasMore: boolean } | null | undefined) =>
    rows ? `${rows.rows.length}${rows.hasMore ? '+' : ''}` : '–';
  const note = 'Newest first; each stays only as long as its row stands so in the source';
  return section('anomalies', 'Anomalies', note, html`
    <wa-tab-group active="trips" without-scroll-controls>
      <wa-tab panel="trips" active>Impossible trips (${number(store.anomalies)})</wa-tab>
      <wa-tab panel="refunds">Lone refunds (${number(store.refunds)})</wa-tab>
      <wa-tab-panel name="trips" active>${whenKnown(store.anomalies, 'anomalies', known => known.rows.length === 0
        ? empty('None', 'No trip is faster than 100 mph or ends before it begins.')
        : html`<ul id="anomalies" class="feed" tabindex="0" aria-label="Impossible trips">${known.rows.map(anomaly)}</ul>`)}</wa-tab-panel>
      <wa-tab-panel name="refunds">${whenKnown(store.refunds, 'unmatched refunds', known => known.rows.length === 0
        ? empty('None', 'Every refund of the closed hours has the trip it gives back.')
        : html`<ul id="refunds" class="feed" tabindex="0" aria-label="Refunds without a trip">${known.rows.map(refund)}</ul>`)}</wa-tab-panel>
    </wa-tab-group>`);
}
