import { chartIn, styleOf } from './echarts';
import { tiny } from './format';
import type { Store } from './store';
import { isDark } from './theme-choice';

const samples = 180;
const minutesAgo = (secondsAgo: string) => `−${Math.round(Number(secondsAgo) / 60)} min`;

let drawn: unknown[] = [];

export function drawRates(store: Store): void {
  const chart = chartIn('rates-chart', () => { drawn = []; });
  if (!chart) return;
  const shown = [store.rates, isDark()];
  if (shown.every((value, index) => value === drawn[index])) return;
  drawn = shown;
  const quiet = styleOf('--wa-color-text-quiet');
  const color = styleOf('--trips');
  const missing = Math.max(0, samples - store.rates.length);
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: styleOf('--wa-font-family-body') },
    grid: { left: 40, right: 4, top: 8, bottom: 20 },
    xAxis: {
      type: 'category',
      data: Array.from({ length: samples }, (_, index) => samples - index),
      boundaryGap: false,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: styleOf('--line') } },
      axisLabel: {
        color: quiet,
        interval: (index: number) => index === 0 || index === 60 || index === 120 || index === samples - 1,
        formatter: (secondsAgo: string) => (Number(secondsAgo) <= 1 ? 'now' : minutesAgo(secondsAgo)),
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
      },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 2,
      axisLabel: { color: quiet, formatter: tiny },
      splitLine: { lineStyle: { color: styleOf('--line') } },
    },
    series: [{
      type: 'line',
      showSymbol: false,
      silent: true,
      connectNulls: false,
      data: [...Array<null>(missing).fill(null), ...store.rates.map(sample => sample.eventsPerSecond)],
      lineStyle: { color, width: 1.5 },
      areaStyle: { color, opacity: 0.15 },
    }],
  });
}
