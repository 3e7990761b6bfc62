/** What is said of drills. The first two complete "Not acting because …"; the others are why a drill ended as it did. */
export const drillReasons = {
  'drill-control': ({ drill }: { drill: string }) =>
    `${drill} is a control: it shows whether the fault ends by itself`,
  'drill-over': ({ drill, state }: { drill: string; state: string }) =>
    `${drill} is over, and the alarm is still in ${state}: this is no drill any more.`,
  'drill-target': ({ drill, target }: { drill: string; target: string }) =>
    `${drill} does not name ${target}, or the environment does not let drills touch it`,
};
