/** The records that cross the border, as generated from the core. Import them from here only. */
export type * from './bindings/views';
