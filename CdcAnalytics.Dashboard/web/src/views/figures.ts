import { html, nothing } from 'lit';
import { bytes, clock, compact, compactMoney, dayOf, duration, hourSpan, inline, rate, unknown,
  type Quantity }  from '../format';
import type { Store } from '../store';

const figure = (id: string, name: string, quantity: Quantity, note: unknown, full?: string) => html`
  <div class="figure" id=${id}>
    <dt>${name}</dt>
    <dd><span class="number" title=${full ?? nothing}>${quantity.figure}</span>${quantity.unit
      ? html`<span class="unit"> ${quantity.unit}</span>` : nothing}</dd>
    <dd class="note">${note}</dd>
  </div>`;

/** The figures one looks at first. */
export function figures(store: Store) {
  const newest = store.hours?.hours.at(-1);
  const pipeline = store.status?.pipeline;
  const clocked = pipeline?.tables.find(table => table.watermark !== null);
  const hour = newest ? hourSpan(newest.hour) : 'no trips yet';
  return html`
    <dl class="figures" aria-label="Key figures">
      ${figure('newest-trips', 'Trips, newest hour', { figure: compact(newest?.trips), unit: '' }, hour,
        newest ? String(newest.trips) : undefined)}
      ${figure('newest-revenue', 'Revenue, newest hour', { figure: compactMoney(newest?.revenue), unit: '' }, hour,
        newest ? String(newest.revenue) : undefined)}
      ${figure('events-per-second', 'Changes captured', rate(pipeline?.eventsPerSecond),
        pipeline?.capturedEvents == null ? 'in all: not known yet' : `${compact(pipeline.capturedEvents)} in all`)}
      ${figure('end-to-end-lag', 'Commit to visible', duration(pipeline?.endToEndLagSeconds), 'end-to-end lag')}
      ${figure('watermark', 'Watermark',
        {
          figure: clocked?.watermark ? clock(clocked.watermark) : unknown,
          unit: clocked?.watermark ? dayOf(clocked.watermark) : '',
        },
        clocked?.watermarkLagSeconds == null
          ? 'closes the final windows'
          : `${inline(duration(clocked.watermarkLagSeconds))} behind the newest trip`)}
      ${figure('retained-wal', 'Retained WAL', bytes(pipeline?.retainedWalBytes), 'kept by the server for us')}
    </dl>`;
}
