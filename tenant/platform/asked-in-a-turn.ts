/**
 * Asks at once what comes within one turn of the event loop, no more than so many together; `askAll` gives what comes of each,
 * in their order. Nobody gets an answer that was asked for before she asked.
 */
export function askedInATurn<Asked, Found>(
  most: number,
  askAll: (asked: readonly Asked[]) => readonly Promise<Found>[],
): (asked: Asked) => Promise<Found> {
  let waiting: { readonly asked: Asked; readonly give: (found: Promise<Found>) => void }[] = [];

  const turn = (): void => {
    const all = waiting;
    waiting = [];
    for (let at = 0; at < all.length; at += most) {
      const some = all.slice(at, at + most);
      for (const [i, found] of askAll(some.map(({ asked }) => asked)).entries())
        some[i]?.give(found);
    }
  };

  return (asked) =>
    new Promise((resolve) => {
      // After all requests that have come by now.
      if (waiting.length === 0) setImmediate(turn);
      waiting.push({ asked, give: resolve });
    });
}
