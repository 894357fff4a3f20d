"""Every sentence of the report in Vietnamese and English; numbers are put in by the pages."""

from __future__ import annotations

from typing import Literal

Language = Literal["vi", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "report": ("Báo cáo so sánh hai lần quét 3D", "Comparison of two 3D surveys"),
    "part": ("Bản tiếng Việt", "English version"),
    "page": ("Trang", "Page"),
    "report_no": ("Báo cáo số", "Report no."),
    "number": ("Số đăng ký", "Accession number"),
    "place": ("Nơi lưu giữ", "Place"),
    "organisation": ("Đơn vị", "Organisation"),
    "made_by": ("Người lập", "Made by"),
    "made_on": ("Ngày lập", "Made on"),
    "status": ("Trạng thái", "Status"),
    "untitled": ("Hiện vật chưa ghi tên", "Object without a title"),
    "summary": ("Kết quả chính", "Main result"),
    "found": (
        "Tìm thấy {n} vùng thay đổi vượt giới hạn phát hiện ({lod} mm, mức tin cậy 95 %).",
        "{n} changed places exceed the level of detection ({lod} mm, 95 % confidence).",
    ),
    "found_none": (
        "Không tìm thấy vùng nào thay đổi vượt giới hạn phát hiện ({lod} mm, mức tin cậy 95 %).",
        "No place changed by more than the level of detection ({lod} mm, 95 % confidence).",
    ),
    "deepest": (
        "Lớn nhất: vùng {id}, {kind} {depth} mm trên {area}, thể tích {volume}.",
        "Largest: region {id}, {kind} of {depth} mm over {area}, volume {volume}.",
    ),
    "totals": ("Tổng cộng mất {loss}, thêm {gain}.", "In total {loss} lost, {gain} gained."),
    "loss": ("mất", "loss"),
    "gain": ("thêm", "gain"),
    "surveys": ("Hai lần quét", "The two surveys"),
    "earlier": ("Lần quét trước", "Earlier survey"),
    "later": ("Lần quét sau", "Later survey"),
    "date": ("Ngày quét", "Captured on"),
    "sensor": ("Thiết bị", "Sensor"),
    "operator": ("Người quét", "Operator"),
    "file": ("Tệp", "File"),
    "sha256": ("SHA-256", "SHA-256"),
    "triangles": ("Số tam giác", "Triangles"),
    "points": ("Số điểm đo", "Measured points"),
    "size": ("Kích thước (mm)", "Size (mm)"),
    "spacing": ("Khoảng cách điểm", "Point spacing"),
    "noise": ("Nhiễu một điểm (1σ)", "Noise of a point (1σ)"),
    "unit": ("Đơn vị của tệp", "Unit of the file"),
    "estimated": ("ước lượng từ bản quét", "estimated from the scan"),
    "stated": ("người đo cung cấp", "stated by a person"),
    "evidence_person": ("người nạp khai báo", "stated by a person"),
    "evidence_format": ("định dạng quy định", "fixed by the format"),
    "evidence_file": ("ghi trong tệp", "written in the file"),
    "evidence_height": ("theo chiều cao đã biết", "from the known height"),
    "evidence_guess": ("phỏng đoán từ kích thước", "guessed from the size"),
    "evidence_none": ("không có căn cứ", "without evidence"),
    "registration": ("Đặt hai lần quét chồng khít", "Registration"),
    "registration_text": (
        (
            "Lần quét sau được đặt lên lần quét trước chỉ bằng phần bề mặt không đổi; vùng thay đổi không kéo "
            "lệch phép đặt. Sai số đặt khít đo ở các vùng kiểm tra không tham gia phép đặt."
        ),
        (
            "The later survey was laid onto the earlier one by the unchanged surface alone; changed places don't "
            "pull the alignment. Its error was measured at check regions that took no part in it."
        ),
    ),
    "method": ("Cách đặt", "Method"),
    "method_automatic": ("tự động", "automatic"),
    "method_pairs": ("từ cặp điểm do người chọn", "from point pairs picked by a person"),
    "method_targets": ("từ tiêu đo", "from targets"),
    "method_given": ("ma trận cho trước", "given matrix"),
    "method_identity": ("hai bản quét đã cùng hệ tọa độ", "both scans were in one frame already"),
    "overlap": ("Phần chồng nhau", "Overlap"),
    "inliers": ("Phần không đổi", "Unchanged share"),
    "rms": ("RMS của phép đặt", "RMS of the alignment"),
    "sigma": ("Sai số đặt khít (1σ)", "Registration error (1σ)"),
    "scale": ("Tỷ lệ phóng", "Scale factor"),
    "symmetric": ("Vật gần đối xứng", "Nearly symmetric object"),
    "yes": ("có", "yes"),
    "no": ("không", "no"),
    "matrix": (
        "Ma trận đặt khít (lần sau sang hệ của lần trước, mét)",
        "Registration matrix (later to the earlier frame, metres)",
    ),
    "checks": ("Vùng kiểm tra", "Check regions"),
    "check_centre": ("Tâm x, y, z (mm)", "Centre x, y, z (mm)"),
    "check_mean": ("Độ lệch trung bình (mm)", "Mean deviation (mm)"),
    "check_points": ("Số điểm", "Points"),
    "methods": ("Phương pháp đo", "How it was measured"),
    "methods_text": (
        (
            "Độ lệch là khoảng cách có dấu, lần sau trừ lần trước, theo pháp tuyến hướng ra ngoài của bề mặt lần "
            "trước: âm là mất vật liệu, dương là thêm. Hai phương pháp được tính song song: điểm gần nhất (C2M) "
            "và M3C2. Không phương pháp nào đúng ở mọi chỗ: C2M đọc thiếu ở vết sứt có thành dốc, M3C2 sai khi độ"
            " sâu gần bằng bề dày thành. Chỗ hai phương pháp lệch nhau quá độ không đảm bảo đo được đánh dấu."
        ),
        (
            "A deviation is the signed distance, later minus earlier, along the outward normal of the earlier "
            "surface: negative is lost material, positive is gained. Two methods are computed side by side: "
            "closest point (C2M) and M3C2. Neither is right everywhere: C2M under-reads chips with steep sides, "
            "M3C2 fails where the depth nears the wall's thickness. Places where the two disagree beyond their "
            "uncertainty are flagged."
        ),
    ),
    "lod": ("Giới hạn phát hiện (95 %)", "Level of detection (95 %)"),
    "lod_text": (
        (
            "Dưới giới hạn này, độ lệch không được coi là thay đổi. Giới hạn được tính ở từng điểm từ độ nhám, "
            "mật độ điểm và sai số đặt khít (Lague và cộng sự 2013), rồi hiệu chuẩn trên bề mặt không đổi của "
            "chính hai lần quét này. Trung vị {median} mm; 95 % bề mặt có giới hạn dưới {p95} mm."
        ),
        (
            "Below this limit a deviation is not counted as change. It is worked out at every place from "
            "roughness, point density and registration error (Lague et al. 2013), then calibrated on the "
            "unchanged surface of these very surveys. Median {median} mm; on 95 % of the surface it is below "
            "{p95} mm."
        ),
    ),
    "lod_factor": ("Hệ số hiệu chuẩn σ (trung vị): {factor}.", "Calibration factor of σ (median): {factor}."),
    "sources": ("Nguồn", "Sources"),
    "statistics": ("Thống kê độ lệch", "Statistics of the deviations"),
    "used": ("Trị số dùng", "Value used"),
    "stat_n": ("Số điểm", "Points"),
    "stat_mean_mm": ("Trung bình", "Mean"),
    "stat_std_mm": ("Độ lệch chuẩn", "Std. deviation"),
    "stat_rms_mm": ("RMS", "RMS"),
    "stat_p05_mm": ("Phân vị 5 %", "5th percentile"),
    "stat_p50_mm": ("Trung vị", "Median"),
    "stat_p95_mm": ("Phân vị 95 %", "95th percentile"),
    "stat_min_mm": ("Nhỏ nhất", "Minimum"),
    "stat_max_mm": ("Lớn nhất", "Maximum"),
    "in_mm": ("Đơn vị mm", "All in mm"),
    "changed_area": ("Diện tích thay đổi", "Changed area"),
    "of_surface": ("{share} bề mặt đo được", "{share} of the measured surface"),
    "volume_loss": ("Thể tích mất", "Volume lost"),
    "volume_gain": ("Thể tích thêm", "Volume gained"),
    "no_data": ("Không có số liệu", "No data"),
    "disagree": ("Hai phương pháp lệch nhau", "The two methods disagree"),
    "histogram": (
        "Phân bố độ lệch. Dải nhạt là giới hạn phát hiện trung vị; cột là trị số dùng, đường là từng phương pháp.",
        (
            "Distribution of the deviations. The pale band is the median level of detection; bars are the value "
            "used, lines each method."
        ),
    ),
    "maps": ("Bản đồ độ lệch", "Deviation maps"),
    "maps_text": (
        (
            "Bề mặt lần quét trước, chiếu vuông góc từ sáu phía, cùng một tỷ lệ. Đường viền đen khoanh vùng thay "
            "đổi; số là số của vùng trong bảng."
        ),
        (
            "The surface of the earlier survey from six sides, orthographic, all to one scale. Black outlines "
            "enclose what changed; numbers are those of the regions in the table."
        ),
    ),
    "within": ("xám: trong giới hạn phát hiện ± {lod} mm", "grey: within the level of detection ± {lod} mm"),
    "regions": ("Các vùng thay đổi", "Changed regions"),
    "regions_none": ("Không có vùng nào.", "There is none."),
    "id": ("Vùng", "Region"),
    "kind": ("Loại", "Kind"),
    "area": ("Diện tích", "Area"),
    "volume": ("Thể tích", "Volume"),
    "max": ("Độ sâu lớn nhất (mm)", "Largest depth (mm)"),
    "centroid": ("Tâm x, y, z (mm)", "Centre x, y, z (mm)"),
    "flags": ("Ghi chú", "Flags"),
    "regions_note": (
        "± là độ không đảm bảo đo mở rộng 95 %. Tọa độ thuộc hệ của tệp lần quét trước.",
        "± is the expanded uncertainty at 95 %. Coordinates are in the frame of the earlier survey's file.",
    ),
    "regions_more": (
        "Bảng ghi {n} vùng; bảng đầy đủ ở report.json.",
        "{n} regions are listed; all are in report.json.",
    ),
    "region": ("Vùng {id}: {kind} {depth} mm, {area}", "Region {id}: {kind} of {depth} mm, {area}"),
    "before": ("Trước", "Earlier"),
    "after": ("Sau", "Later"),
    "deviation": ("Độ lệch", "Deviation"),
    "sections": ("Mặt cắt", "Sections"),
    "section": ("Mặt cắt qua vùng {id}", "Section through region {id}"),
    "sections_text": (
        (
            "Mặt phẳng thẳng đứng qua chỗ sâu nhất của vùng, vuông góc với bề mặt. In ở 100 % thì tỷ lệ ghi dưới "
            "hình là đúng."
        ),
        (
            "An upright plane through the deepest place of the region, at right angles to the surface. Printed at"
            " 100 %, the stated scale holds."
        ),
    ),
    "drawing_scale": ("Tỷ lệ", "Scale"),
    "map_side": ("Bản đồ độ lệch: {side}", "Deviation map: {side}"),
    "map_within": ("trong giới hạn phát hiện", "within the level of detection"),
    "map_contours": ("Đường đồng độ lệch cách nhau", "Lines of equal deviation every"),
    "map_heights": (
        "Đường đồng mức cách nhau {step}: lần quét trước (nét liền), lần quét sau (nét đứt)",
        "Heights every {step}: earlier survey (line), later survey (dashed)",
    ),
    "drawn_plane": ("Mặt cắt {id}", "Section {id}"),
    "drawn_profile": ("Tuyến đo {id}", "Profile {id}"),
    "profile_relief": ("Độ nổi (mm)", "Relief (mm)"),
    "profile_distance": ("Độ lệch (mm)", "Deviation (mm)"),
    "profile_along": ("Quãng đường dọc theo tuyến đo (mm)", "Way along the path (mm)"),
    "profile_lod": ("Giới hạn phát hiện", "Level of detection"),
    "profile_scales": ("tỷ lệ ngang {across}, dọc {upright}", "scale across {across}, upright {upright}"),
    "deformation": ("Biến dạng", "Deformation"),
    "deformation_no": (
        (
            "Các phần của hiện vật không xê dịch với nhau quá độ không đảm bảo đo. Thay đổi ghi ở trên là mất "
            "hoặc thêm vật liệu, không phải cong hay lún."
        ),
        (
            "No part of the object moved against the others by more than its uncertainty. The changes above are "
            "lost or gained material, not bending or settlement."
        ),
    ),
    "deformation_yes": (
        (
            "Có phần của hiện vật đã xê dịch như một khối, nhiều nhất {max} mm. Phần độ lệch do xê dịch được tách"
            " khỏi mất hoặc thêm vật liệu."
        ),
        (
            "Parts of the object moved as a whole, by up to {max} mm. What this motion explains is told apart "
            "from lost or gained material."
        ),
    ),
    "deformation_unknown": ("Chưa xét biến dạng.", "Deformation was not examined."),
    "part_shift": ("Xê dịch (mm)", "Shift (mm)"),
    "part_turn": ("Xoay x, y, z (°)", "Rotation x, y, z (°)"),
    "notices": ("Điều cần biết", "What a reader must know"),
    "notices_none": ("Không có cảnh báo.", "There are no warnings."),
    "limits": ("Giới hạn của phương pháp", "Limits of the method"),
    "limits_text": (
        (
            "Báo cáo chỉ nói về bề mặt mà cả hai lần quét nhìn thấy; chỗ khuất hoặc thiếu được tô sọc và không "
            "tính là không đổi. Mức 95 % nghĩa là khoảng một phần hai mươi điểm không đổi vẫn vượt giới hạn; vì "
            "vậy chỉ những vùng liền nhau mà nhiễu không giải thích được mới được tính. Bụi, sáp, lớp phủ hay "
            "khác biệt giữa hai máy quét cũng hiện ra như thay đổi. Sai số hệ thống của máy quét không thể tìm ra"
            " từ chính bản quét. Cần người có chuyên môn xem hiện vật trước khi kết luận nguyên nhân."
        ),
        (
            "The report speaks only of surface that both surveys saw; what is hidden or missing is hatched and "
            "not counted as unchanged. 95 % means that about one in twenty unchanged points still exceeds its "
            "limit; therefore only connected places that noise does not explain are counted. Dust, wax, coatings "
            "or a difference between two scanners look like change as well. A systematic error of a scanner can't"
            " be found from its own scan. A person who knows the object must look at it before a cause is named."
        ),
    ),
    "repeat": ("Làm lại phép đo", "How to repeat it"),
    "repeat_text": (
        "Cùng hai tệp (xem SHA-256) và các tham số dưới đây cho ra đúng các con số này. Công cụ: {tool} {version}.",
        "The same two files (see SHA-256) and the parameters below give the same numbers. Tool: {tool} {version}.",
    ),
    "signatures": ("Ký xác nhận", "Signatures"),
    "checked_by": ("Người kiểm tra", "Checked by"),
    "approved_by": ("Người phê duyệt", "Approved by"),
    "sign_date": ("Ngày", "Date"),
    "sign_name": ("Họ tên, chữ ký", "Name, signature"),
    "unknown": ("không rõ", "unknown"),
    "digest": ("SHA-256 của report.json", "SHA-256 of report.json"),
    "shift": ("Đã trừ khỏi tọa độ tệp (m)", "Subtracted from the file's coordinates (m)"),
}

FLAGS: dict[str, tuple[str, str]] = {
    "methods_disagree": ("hai phương pháp lệch nhau", "methods disagree"),
    "thin_wall": ("thành mỏng", "thin wall"),
    "near_border": ("gần mép bản quét", "near the scan's border"),
}


def say(key: str, language: Language, **values: str) -> str:
    """Give the words for ``key`` in one language with the values put in."""
    return WORDS[key][0 if language == "vi" else 1].format(**values)
