async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  throw new Error('rejected later'); // @reject
}

void settle();
