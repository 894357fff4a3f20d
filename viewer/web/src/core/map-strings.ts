/** The sentences of the map, in Vietnamese and English. */

import type { Language } from "./scene";

const vi = {
  map: "Bản đồ các hồ sơ tìm được",
  tools: "Công cụ bản đồ",
  near: "Gần tôi",
  draw: "Vẽ vùng",
  drawing: "Bấm lên bản đồ để đặt từng góc; bấm góc đầu hoặc phím Enter để xong, Esc để bỏ. Dùng bàn phím: mũi tên để dời bản đồ, phím cách để đặt góc tại chữ thập.",
  finish: "Xong",
  cancel: "Bỏ",
  corners: "{count} góc",
  tooFew: "Cần ít nhất ba góc.",
  clear: "Bỏ vùng tìm",
  locating: "Đang hỏi vị trí của máy…",
  denied: "Máy không cho biết vị trí. Hãy cho phép trang này dùng vị trí, hoặc nhập toạ độ bên dưới.",
  unlocated: "Không xác định được vị trí lúc này. Hãy thử lại, hoặc nhập toạ độ bên dưới.",
  cluster: "{count} hồ sơ, bấm để xem gần hơn",
  spot: "{count} hồ sơ cùng một nơi, bấm để liệt kê",
  about: "vị trí gần đúng",
  found: "{count} hồ sơ trong khung nhìn",
  more: "Danh sách gồm {shown} hồ sơ đầu.",
  none: "Không có hồ sơ nào trong khung nhìn.",
  failed: "Chưa tải được dữ liệu bản đồ. Kiểm tra mạng rồi thử lại.",
  again: "Thử lại",
  zoomIn: "Phóng to",
  zoomOut: "Thu nhỏ",
  attribution: "Đường bờ: Natural Earth",
  hoangSa: "Hoàng Sa (Việt Nam)",
  truongSa: "Trường Sa (Việt Nam)",
  eastSea: "Biển Đông",
};

export type MapKey = keyof typeof vi;

const en: Record<MapKey, string> = {
  map: "Map of the records found",
  tools: "Map tools",
  near: "Near me",
  draw: "Draw an area",
  drawing: "Click the map to set each corner; click the first corner or press Enter to finish, Escape to give up. By keyboard: arrow keys move the map, the space bar sets a corner at the cross.",
  finish: "Finish",
  cancel: "Give up",
  corners: "{count} corners",
  tooFew: "At least three corners are needed.",
  clear: "Clear the area",
  locating: "Asking the device where it is…",
  denied: "The device does not tell where it is. Allow this page to use the location, or type coordinates below.",
  unlocated: "The location can't be found just now. Try again, or type coordinates below.",
  cluster: "{count} records, press to look closer",
  spot: "{count} records at one place, press to list them",
  about: "approximate place",
  found: "{count} records in view",
  more: "The list shows the first {shown}.",
  none: "No record in view.",
  failed: "The map's data could not be loaded. Check the network and try again.",
  again: "Try again",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  attribution: "Coastlines: Natural Earth",
  hoangSa: "Hoàng Sa (Việt Nam)",
  truongSa: "Trường Sa (Việt Nam)",
  eastSea: "East Sea",
};

const TABLES: Readonly<Record<Language, Record<MapKey, string>>> = { vi, en };

/** The sentence for `key` with its values filled in. */
export function sayMap(lang: Language, key: MapKey, values: Readonly<Record<string, string | number>> = {}): string {
  return TABLES[lang][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
