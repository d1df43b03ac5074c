// The motion of a phone as its browser tells it: values and times as they come, nothing filled in and nothing evened out.
// alpha, beta and gamma of the rotation rate are the turns about x, y and z in degrees a second, as browsers give them.

export class Motion {
  constructor() {
    this.clear();
    this.listen = (event) => this.take(event);
  }

  clear() {
    this.series = { t_ms: [], ax: [], ay: [], az: [], rx: [], ry: [], rz: [] };
    this.events = [];
    this.startedAt = null;
    this.origin = null;
  }

  // Asks where a phone wants to be asked; gives "granted", "denied" or "no_sensor".
  static async allow() {
    if (!window.isSecureContext) return "not_secure";
    if (typeof DeviceMotionEvent === "undefined") return "no_sensor";
    if (typeof DeviceMotionEvent.requestPermission !== "function") return "granted";
    try {
      return (await DeviceMotionEvent.requestPermission()) === "granted" ? "granted" : "denied";
    } catch {
      return "denied";
    }
  }

  start() {
    this.clear();
    this.startedAt = new Date();
    addEventListener("devicemotion", this.listen);
  }

  stop() {
    removeEventListener("devicemotion", this.listen);
  }

  note(kind) {
    if (this.origin !== null) this.events.push({ t_ms: performance.now() - this.origin, kind });
  }

  take(event) {
    const a = event.accelerationIncludingGravity;
    const r = event.rotationRate;
    const value = (one) => (typeof one === "number" && Number.isFinite(one) ? one : null);
    const seen = [a?.x, a?.y, a?.z, r?.alpha, r?.beta, r?.gamma].map(value);
    if (seen.every((one) => one === null)) return;
    if (this.origin === null) {
      this.origin = event.timeStamp;
      this.startedAt = new Date();
    }
    const { t_ms, ax, ay, az, rx, ry, rz } = this.series;
    t_ms.push(event.timeStamp - this.origin);
    [ax, ay, az, rx, ry, rz].forEach((list, index) => list.push(seen[index]));
  }

  get count() {
    return this.series.t_ms.length;
  }

  // Samples a second over the last two seconds; 0 where nothing came.
  get recentRate() {
    const times = this.series.t_ms;
    const now = performance.now() - (this.origin ?? performance.now());
    let first = times.length;
    while (first > 0 && times[first - 1] > now - 2000) first -= 1;
    return (times.length - first) / 2;
  }
}
