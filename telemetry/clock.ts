/** Source of the present instant, in milliseconds since 1970-01-01 UTC. The core takes it as an argument. */
export type Clock = () => number;
