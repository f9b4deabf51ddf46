/** What is drawn over time. */

export interface TimeSeries {
  readonly label: string;
  /** One for each time; null where nothing is known. */
  readonly values: readonly (number | null)[];
  /** Each has a colour and a kind of line of its own: `a` is drawn through, the others dashed. */
  readonly tone: Tone;
  /** Between what a value moved in the stretch that it stands for; drawn as a shade behind the line. One for each time. */
  readonly range?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
}

export const tones = ['a', 'b', 'c', 'd'] as const;
export type Tone = (typeof tones)[number];

/** Something that lasted for a while. */
export interface TimeMark {
  readonly id: string;
  readonly label: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a plot shows; asked for at every redraw. */
export interface TimePlotFacts {
  readonly timesMs: readonly number[];
  readonly series: readonly TimeSeries[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly marks: readonly TimeMark[];
  readonly highlightedMarkId: string | null;
  /** The value axis ends here at least, so that noise does not look like a mountain. */
  readonly leastTop: number;
}
