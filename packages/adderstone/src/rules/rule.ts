export interface Rule {
  readonly id: string;
}
