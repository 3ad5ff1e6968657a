import '@awesome.me/webawesome/dist/components/badge/badge.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/callout/callout.js';
import '@awesome.me/webawesome/dist/components/card/card.js';
import '@awesome.me/webawesome/dist/components/details/details.js';
import '@awesome.me/webawesome/dist/components/drawer/drawer.js';
import '@awesome.me/webawesome/dist/components/progress-bar/progress-bar.js';
import '@awesome.me/webawesome/dist/components/skeleton/skeleton.js';
import '@awesome.me/webawesome/dist/components/tab/tab.js';
import '@awesome.me/webawesome/dist/components/tab-group/tab-group.js';
import '@awesome.me/webawesome/dist/components/tab-panel/tab-panel.js';
import { html, render } from 'lit';
import { drawHours } from './hours-chart';
import { drawRates } from './rates-chart';
import { follow } from './live';
import { onChange, store } from './store';
import { followSystemTheme, onThemeChange } from './theme-choice';
import { anomalies } from './views/anomalies';
import { busyZones } from './views/busy-zones';
import { boroughFlow } from './views/borough-flow';
import { header } from './views/header';
import { health } from './views/health';
import { hourPicker, hours } from './views/hours';
import { figures } from './views/figures';
import { payments } from './views/payments';
import { progress } from './views/progress';
import { rejectedDrawer } from './views/rejected';

const page = document.getElementById('page') as HTMLElement;
page.replaceChildren();

function draw(): void {
  render(
    html`
      ${header(store)}
      <main id="main" tabindex="-1">
        ${progress(store)}
        ${figures(store)}
        <div class="columns wide-first">
          ${hours(store)}
          ${health(store)}
        </div>
        ${hourPicker(store)}
        <div class="columns three">
          ${busyZones(store)}
          ${boroughFlow()}
          ${payments()}
        </div>
        ${anomalies(store)}
      </main>
      <footer>
        Times are New York wall clock, as recorded, whatever your zone. The same figures as JSON:
        <a href="/api/status">status</a>, <a href="/api/hours?last=48">hours</a>,
        <a href="/api/zones/top">zones</a>, <a href="/api/flow">flow</a>,
        <a href="/api/payments">payments</a>, <a href="/api/anomalies">anomalies</a>.
      </footer>
      ${rejectedDrawer(store)}
    `,
    page,
  );
  drawHours(store);
  drawRates(store);
}

onChange(draw);
onThemeChange(draw);
followSystemTheme();
draw();
follow();
