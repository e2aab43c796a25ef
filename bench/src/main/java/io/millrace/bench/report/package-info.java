/** What is made of figures: an HTML page that needs nothing else, images, JSON, and the line that says how far it is. */
package io.millrace.bench.report;
