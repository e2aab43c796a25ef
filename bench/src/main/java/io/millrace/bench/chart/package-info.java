/** Charts: what is in one, and how it is drawn, as SVG and as an image, from the same strokes. Knows no benchmark. */
package io.millrace.bench.chart;
