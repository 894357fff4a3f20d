/** The sentences of the record's form, in Vietnamese and English; kept apart so that other pages don't carry them. */

import type { Language } from "./scene";

const vi = {
  suggestions: "Gợi ý cho {field}",
  found: "{count} gợi ý; phím ↓ để chọn",
  nothing: "Không có trong danh mục",
  free: "Không có trong danh mục, sẽ giữ dạng chữ tự do: {words}",
  draftSaved: "Đã giữ bản nháp lúc {time}",
  draftLocal: "Mất mạng: nội dung được giữ trên máy này, sẽ gửi khi có mạng.",
  draftEnded: "Phiên làm việc đã hết hạn: nội dung được giữ trên máy này.",
  draftLogin: "Đăng nhập ở thẻ khác rồi làm tiếp tại đây",
  draftRefused: "Không giữ được bản nháp: {reason}",
  draftWaiting: "Hãy chọn tiếp tục hay bỏ bản nháp cũ; trong lúc đó nội dung mới được giữ trên máy này.",
  localFound: "Máy này còn giữ nội dung chưa gửi lúc {time}.",
  localTake: "Đưa vào phiếu",
  localDrop: "Bỏ đi",
  twins: "Có thể đã có trong danh mục:",
  why_number: "cùng số hiệu",
  why_title: "cùng tên, cùng di tích",
  why_photo: "cùng ảnh",
  why_photo_like: "ảnh rất giống",
  compare: "So sánh và nhập làm một",
  meant: "Có phải ý bạn là:",
  lunarYear: "năm âm lịch {name}",
  numberSite: "Hãy chọn di tích trước.",
  numberPlace: "Ghi nơi trong di tích bằng chữ viết tắt hay tên, như TĐ hay Tiền Điện.",
  numberFilled: "Đã điền số {number}; số này chỉ được giữ khi bạn lưu.",
  numberNone: "Chưa hỏi được số, hãy thử lại.",
};

export type FormKey = keyof typeof vi;

const en: Record<FormKey, string> = {
  suggestions: "Suggestions for {field}",
  found: "{count} suggestions; ↓ to choose",
  nothing: "Not in the list",
  free: "Not in the list, will be kept as free text: {words}",
  draftSaved: "Draft kept at {time}",
  draftLocal: "No network: your words are kept on this device and sent when it is back.",
  draftEnded: "Your session has ended: your words are kept on this device.",
  draftLogin: "Log in in another tab, then go on here",
  draftRefused: "The draft could not be kept: {reason}",
  draftWaiting: "Choose whether to continue or throw away the earlier draft; meanwhile new words are kept on this device.",
  localFound: "This device keeps words from {time} that were never sent.",
  localTake: "Put them into the form",
  localDrop: "Throw away",
  twins: "Perhaps in the catalogue already:",
  why_number: "same number",
  why_title: "same name and site",
  why_photo: "same photograph",
  why_photo_like: "photograph looks the same",
  compare: "Compare and merge",
  meant: "Did you mean:",
  lunarYear: "lunar year {name}",
  numberSite: "Choose the site first.",
  numberPlace: "Name the place in the site by abbreviation or name, such as TĐ or Tiền Điện.",
  numberFilled: "{number} is filled in; it is yours only when you save.",
  numberNone: "The number could not be asked for; try again.",
};

const TABLES: Readonly<Record<Language, Record<FormKey, string>>> = { vi, en };

/** The sentence for `key` with its values filled in. */
export function sayForm(lang: Language, key: FormKey, values: Readonly<Record<string, string | number>> = {}): string {
  return TABLES[lang][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
