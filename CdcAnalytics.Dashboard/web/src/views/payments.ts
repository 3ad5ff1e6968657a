import { html } from 'lit';
import { count, money, percent } from '../format';
import { shownParts } from '../store';
import { bar, empty, section, whenKnown } from './parts';

/** How the hour's trips were paid. */
export function payments() {
  return section('payments', 'How trips were paid', 'Share of trips, money and tips', whenKnown(
    shownParts().payments, 'payment types', known => {
      const all = known.rows.reduce((sum, row) => sum + row.trips, 0);
      if (all === 0) return empty('No trips in this hour', 'Payment types appear with their first trip.');
      return html`
        <ul id="payments" class="payments">${known.rows.map(row => html`
          <li>
            <span class="pay-name">${row.name}</span>
            <span class="pay-share">${percent(row.trips / all)}</span>
            ${bar(row.trips / all, `pay-${row.paymentType}`)}
            <span class="note">${count(row.trips)} trips · ${money(row.revenue)} · tips ${money(row.tips)}</span>
          </li>`)}</ul>`;
    }));
}
