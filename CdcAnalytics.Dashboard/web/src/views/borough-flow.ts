import { html, nothing } from 'lit';
import { count, money, tiny } from '../format';
import { shownParts } from '../store';
import type { Flow } from '../types';
import { empty, section, whenKnown } from './parts';

const order = ['Manhattan', 'Queens', 'Brooklyn', 'Bronx', 'Staten Island', 'EWR', 'Unknown', 'N/A'];
const short: Record<string, string> = {
  Manhattan: 'Man', Queens: 'Que', Brooklyn: 'Bkn', Bronx: 'Brx', 'Staten Island': 'SI', EWR: 'EWR',
  Unknown: '?', 'N/A': 'N/A',
};

function boroughs(rows: readonly Flow[]): string[] {
  const present = new Set(rows.flatMap(flow => [flow.from, flow.to]));
  const known = order.filter(name => present.has(name));
  return [...known, ...[...present].filter(name => !order.includes(name)).sort()];
}

// Deeper than this the figures in the cells would lose their contrast.
const deepest = 60;

const label = (name: string) => html`<abbr title=${name}>${short[name] ?? name.slice(0, 3)}</abbr>`;

/** Trips from borough to borough: a table whose cells are shaded, by the logarithm, because Manhattan dwarfs all. */
export function boroughFlow() {
  return section('flow', 'Borough to borough', 'Trips from the row’s borough to the column’s', whenKnown(
    shownParts().flow, 'borough flows', known => {
      if (known.rows.length === 0) return empty('No trips in this hour', 'Pairs appear with their first trip.');
      const names = boroughs(known.rows);
      const trips = new Map(known.rows.map(flow => [`${flow.from}→${flow.to}`, flow]));
      const most = Math.log1p(Math.max(1, ...known.rows.map(flow => flow.trips)));
      return html`
        <table id="borough-flow" class="flow">
          <thead><tr><td></td>${names.map(name => html`<th scope="col">${label(name)}</th>`)}</tr></thead>
          <tbody>${names.map(from => html`
            <tr><th scope="row">${label(from)}</th>${names.map(to => {
              const flow = trips.get(`${from}→${to}`);
              const heat = flow ? Math.log1p(flow.trips) / most : 0;
              return html`<td .style=${`--heat:${(heat * deepest).toFixed(1)}%`}
                title=${flow ? `${from} to ${to}: ${count(flow.trips)} trips, ${money(flow.revenue)}` : nothing}
                >${flow ? tiny(flow.trips) : html`<span class="none">·</span>`}</td>`;
            })}</tr>`)}</tbody>
        </table>`;
    }));
}
