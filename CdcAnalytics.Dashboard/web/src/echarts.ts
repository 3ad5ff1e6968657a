// Only what the page draws with; the whole library is three times as large.
import { BarChart, LineChart } from 'echarts/charts';
import {
  AxisPointerComponent, GridComponent, MarkLineComponent, TooltipComponent,
} from 'echarts/components';
import { init, use, type ECharts } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { changed } from './store';

use([BarChart, LineChart, AxisPointerComponent, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

const charts = new Map<string, { chart: ECharts; element: HTMLElement }>();

/** The chart in the element with this id, made when the element is there and made anew when it was replaced. */
export function chartIn(id: string, whenMade?: (chart: ECharts) => void): ECharts | null {
  const element = document.getElementById(id);
  const known = charts.get(id);
  if (known && known.element === element) return known.chart;
  known?.chart.dispose();
  charts.delete(id);
  if (!element) return null;
  const chart = init(element);
  charts.set(id, { chart, element });
  new ResizeObserver(() => {
    if (chart.isDisposed()) return;
    chart.resize();
    changed(); // Fewer labels fit a narrower chart.
  }).observe(element);
  whenMade?.(chart);
  return chart;
}

/** A colour or text of the style sheet, so that charts follow the theme. */
export const styleOf = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
