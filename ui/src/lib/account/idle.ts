const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;
const LOOK_EVERY_MS = 5_000;

/** Calls `onidle` after so many minutes without a hand at the desk; zero minutes is never. Time is
 * compared, not counted: a laptop that slept locks when it wakes. The result ends it. */
export function watchIdle(
  minutes: () => number,
  onidle: () => void,
  now: () => number = () => Date.now(),
): () => void {
  let last = now();
  const seen = () => {
    // A hand that comes too late finds the window locked.
    if (!isOver()) last = now();
  };
  const isOver = () => minutes() > 0 && now() - last >= minutes() * 60_000;
  const look = () => {
    if (!isOver()) return;
    last = now();
    onidle();
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  for (const sign of SIGNS) window.addEventListener(sign, seen, { capture: true, passive: true });
  return () => {
    clearInterval(timer);
    for (const sign of SIGNS) window.removeEventListener(sign, seen, { capture: true });
  };
}
