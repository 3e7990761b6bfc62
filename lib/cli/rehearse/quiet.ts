const methods = ['info', 'warn', 'error'] as const;

/** Keeps what the handlers log out of what a command prints. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const real = methods.map((method) => console[method]);
  for (const method of methods) console[method] = () => {};
  try {
    return await work();
  } finally {
    for (const [index, method] of methods.entries()) Object.assign(console, { [method]: real[index] });
  }
}
