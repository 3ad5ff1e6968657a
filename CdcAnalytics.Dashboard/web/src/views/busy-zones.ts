import { html, nothing } from 'lit';
import { count, decimal, money, percent } from '../format';
import { shownParts, type Store } from '../store';
import type { BusyZone } from '../types';
import { bar, empty, section, whenKnown } from './parts';

function move(zone: BusyZone) {
  if (zone.placeBefore === null) {
    return html`<span class="move new" title="Not among the ten in the hour before">new</span>`;
  }
  const by = zone.placeBefore - zone.place;
  if (by === 0) return nothing;
  return by > 0
    ? html`<span class="move up" title="Was number ${zone.placeBefore} in the hour before">▲ ${by}</span>`
    : html`<span class="move down" title="Was number ${zone.placeBefore} in the hour before">▼ ${-by}</span>`;
}

/** The ten busiest pickup zones. Keyed by id: names repeat, so the id is shown. */
export function busyZones(_: Store) {
  return section('zones', 'Busiest pickup zones', 'The ten with the most trips', whenKnown(
    shownParts().zones, 'busiest zones', known => {
      const most = Math.max(1, ...known.rows.map(zone => zone.trips));
      if (known.rows.length === 0) return empty('No trips in this hour', 'Zones appear with their first trip.');
      return html`
        <table id="busy-zones" class="zones">
          <thead><tr><th scope="col"><span class="visually-hidden">Place</span></th><th scope="col">Zone</th>
            <th scope="col" class="num">Trips</th><th scope="col" class="num">Revenue</th>
            <th scope="col" class="num extra">mph</th><th scope="col" class="num extra">Tips</th></tr></thead>
          <tbody>${known.rows.map(zone => html`
            <tr>
              <td class="place">${zone.place}</td>
              <th scope="row"><span class="zone-name">${zone.zone ?? `Zone ${zone.zoneId}`} ${move(zone)}</span>
                <span class="note" title="Zone number ${zone.zoneId}">${zone.borough ?? ''} ${zone.zoneId}</span>
                ${bar(zone.trips / most, 'trips')}</th>
              <td class="num">${count(zone.trips)}</td>
              <td class="num">${money(zone.revenue)}</td>
              <td class="num extra">${decimal(zone.averageSpeed)}</td>
              <td class="num extra">${percent(zone.tipRate)}</td>
            </tr>`)}</tbody>
        </table>`;
    }));
}
