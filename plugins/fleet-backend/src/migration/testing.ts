/** Made-up lives of a service on two platforms, for tests. */
export * from './testing/lives';
export * from './testing/story';
export * from './testing/tell';
export * from './testing/values';
