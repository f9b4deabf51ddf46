/** What is measured inside the page. Everything here runs there, so it stands alone: no imports, no closures. */

/** Installed ahead of the page's own code. */
export interface ClientProbe {
  /** When a row of the tree and the heading of a page were painted first, counted from the start of the navigation. */
  usefulMs: number | null;
  /** From now until the condition holds and has been painted. */
  until(isDone: () => boolean): Promise<number>;
  /** Starts to note the time between frames. */
  watchFrames(): void;
  /** What was noted since. */
  frames(): number[];
}

declare global {
  interface Window {
    cloneyardProbe: ClientProbe;
  }
}

export function installProbe(): void {
  let frames: number[] | null = null;
  const afterPaint = (told: () => void): void => void requestAnimationFrame(() => setTimeout(told));
  const probe: ClientProbe = {
    usefulMs: null,
    until: (isDone) =>
      new Promise((resolve) => {
        const startedAtMs = performance.now();
        const look = (): void => {
          if (isDone()) afterPaint(() => resolve(performance.now() - startedAtMs));
          else requestAnimationFrame(look);
        };
        look();
      }),
    watchFrames: () => {
      const noted: number[] = [];
      frames = noted;
      let lastMs = performance.now();
      const note = (nowMs: number): void => {
        if (frames !== noted) return;
        noted.push(nowMs - lastMs);
        lastMs = nowMs;
        requestAnimationFrame(note);
      };
      requestAnimationFrame((nowMs) => {
        lastMs = nowMs;
        requestAnimationFrame(note);
      });
    },
    frames: () => {
      const noted = frames ?? [];
      frames = null;
      return noted;
    },
  };
  window.cloneyardProbe = probe;
  const isUseful = (): boolean => document.querySelector('[role=treegrid] [role=row], [role=tree] [role=treeitem]') !== null && (document.querySelector('main h1')?.textContent ?? '') !== '';
  const look = (): void => {
    if (isUseful()) afterPaint(() => (probe.usefulMs = performance.now()));
    else requestAnimationFrame(look);
  };
  look();
}
