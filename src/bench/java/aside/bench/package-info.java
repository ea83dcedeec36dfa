/**
 * What the server costs: its parts by themselves, with JMH, and the whole of it under load, over loopback. Each run
 * writes its table into {@code docs/performance.md}.
 */
package aside.bench;
