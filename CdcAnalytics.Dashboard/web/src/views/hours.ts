import { html, nothing } from 'lit';
import { count, exactMoney, hourSpan, money } from '../format';
import { icon } from '../icons';
import { changed, chooseHour, type Store } from '../store';
import { empty, section, whenKnown } from './parts';

const legend = html`
  <p class="legend">
    <span><i class="swatch final"></i>Final: closed by the watermark</span>
    <span><i class="swatch live"></i>Live: still open</span>
  </p>`;

function summary(store: Store): string {
  const hours = store.hours?.hours ?? [];
  const trips = hours.reduce((sum, hour) => sum + hour.trips, 0);
  const revenue = hours.reduce((sum, hour) => sum + hour.revenue, 0);
  const moved = hours.reduce((sum, hour) => sum + (hour.tripsCorrectedSinceFinal ?? 0), 0);
  return `${count(trips)} trips and ${money(revenue)} in ${hours.length} event hours; ` +
    `${count(moved)} trips came, changed or went after their hour was final`;
}

const table = (store: Store) => html`
  <div class="scroll" tabindex="0" role="region" aria-label="Hours as a table">
    <table>
      <thead><tr><th scope="col">Hour</th><th scope="col">State</th><th scope="col" class="num">Trips now</th>
        <th scope="col" class="num">Revenue now</th><th scope="col" class="num">Final trips</th>
        <th scope="col" class="num">Moved since</th></tr></thead>
      <tbody>${[...(store.hours?.hours ?? [])].reverse().map(hour => html`
        <tr><th scope="row">${hourSpan(hour.hour)}</th><td>${hour.isFinal ? 'final' : 'live'}</td>
          <td class="num">${count(hour.trips)}</td><td class="num">${exactMoney(hour.revenue)}</td>
          <td class="num">${count(hour.finalTrips)}</td><td class="num">${count(hour.tripsCorrectedSinceFinal)}</td>
        </tr>`)}</tbody>
    </table>
  </div>`;

function toggleTable(event: Event, store: Store, isOpen: boolean): void {
  if ((event.target as Element).id !== 'hours-table') return;
  store.isHourTableOpen = isOpen;
  changed();
}

/** Trips and revenue over event time. */
export function hours(store: Store) {
  return section('hours', 'Trips and revenue over event time', summaryNote(store), whenKnown(store.hours, 'event hours',
    known => known.hours.length === 0
      ? empty('No trips yet', 'As soon as a trip is committed in Postgres, its hour appears here.')
      : html`
        ${legend}
        <div id="hours-chart" class="chart tall" role="img" aria-label="${summary(store)}"></div>
        ${known.strayHours > 0
          ? html`<p class="note">${known.strayHours} newer hour${known.strayHours > 1 ? 's' : ''} left out: a few rows
              with a clock far ahead of all others.</p>`
          : nothing}
        <wa-details id="hours-table" appearance="plain" summary="The same as a table"
                    @wa-show=${(event: Event) => toggleTable(event, store, true)}
                    @wa-after-hide=${(event: Event) => toggleTable(event, store, false)}>
          ${store.isHourTableOpen ? table(store) : nothing}
        </wa-details>`));
}

function summaryNote(store: Store): string | null {
  return store.hours && store.hours.hours.length > 0 ? summary(store) : null;
}

/** Chooses the hour that the three parts below it show; without a choice they follow the newest. */
export function hourPicker(store: Store) {
  const known = store.hours?.hours ?? [];
  const shown = store.chosenHour ?? known.at(-1)?.hour ?? null;
  if (shown === null) return nothing;
  const place = known.findIndex(hour => hour.hour === shown);
  const before = known[place - 1];
  const after = known[place + 1];
  return html`
    <div class="picker" role="group" aria-label="Hour shown below">
      <wa-button size="s" appearance="outlined" ?disabled=${place >= 0 && !before}
                 @click=${() => before && chooseHour(before.hour)}>
        ${icon('left')}<span class="visually-hidden">Hour before</span></wa-button>
      <span class="picked" aria-live="polite">${hourSpan(shown)}</span>
      <wa-button size="s" appearance="outlined" ?disabled=${!after}
                 @click=${() => after && chooseHour(after.hour)}>
        ${icon('right')}<span class="visually-hidden">Hour after</span></wa-button>
      ${store.chosenHour === null
        ? html`<span class="note">follows the newest hour; pick another here or in the chart</span>`
        : html`<wa-button id="follow-newest" size="s" appearance="plain" variant="brand"
            @click=${() => chooseHour(null)}>Follow the newest</wa-button>`}
    </div>`;
}
