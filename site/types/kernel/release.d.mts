/** Where packages are: minikafka/site/release.py writes it. */
export const release: string;
