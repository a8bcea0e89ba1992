-- What must hold across versions. Each statement selects what breaks its rule; the line above it says which rule.

-- 名单记录没有现行版本，或有多个现行版本
SELECT 'E' || entry_no
FROM entry
WHERE (
    SELECT COUNT(*) FROM entry_version v
    WHERE v.entry_no = entry.entry_no AND v.superseded_by IS NULL
) <> 1;

-- 名单记录的版本号不连续
SELECT 'E' || entry_no
FROM entry_version
GROUP BY entry_no
HAVING MIN(version) <> 1 OR MAX(version) <> COUNT(*);

-- 版本与取代它的变更号不相接
SELECT 'E' || a.entry_no
FROM entry_version a
LEFT JOIN entry_version b ON b.entry_no = a.entry_no AND b.version = a.version + 1
WHERE COALESCE(a.superseded_by, 0) <> COALESCE(b.change_no, 0) OR a.superseded_by <= a.change_no;

-- 变更号超过计数器
SELECT change_no
FROM (
    SELECT MAX(change_no) AS change_no FROM entry_version
    UNION ALL SELECT MAX(change_no) FROM load
    UNION ALL SELECT MAX(change_no) FROM rule_adoption
    UNION ALL SELECT MAX(superseded_by) FROM source_record
    UNION ALL SELECT MAX(change_no) FROM review
) given_out
WHERE change_no > (SELECT change_no FROM meta);

-- 同一变更号用于不同变更
SELECT change_no
FROM (
    SELECT change_no FROM entry_version
    UNION ALL SELECT change_no FROM load
    UNION ALL SELECT change_no FROM rule_adoption
    UNION ALL SELECT change_no FROM review
) given_out
GROUP BY change_no
HAVING COUNT(*) > 1;

-- 名单记录没有现行来源记录
SELECT 'E' || entry_no
FROM entry
WHERE entry_key IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM source_record s
    WHERE s.entry_no = entry.entry_no AND s.superseded_by IS NULL
);

-- 来源记录有多个现行版本
SELECT 'E' || MIN(entry_no)
FROM source_record
WHERE superseded_by IS NULL
GROUP BY identity
HAVING COUNT(*) > 1;

-- 同一企业同一名单记录有多个现行的核定
SELECT 'E' || entry_no
FROM review
WHERE superseded_by IS NULL AND verdict <> ''
GROUP BY entry_no, uscc, CASE WHEN uscc = '' THEN check_id END
HAVING COUNT(*) > 1;

-- 名单的记录数与实有的不符
SELECT list
FROM list_receipt r
WHERE entries <> (SELECT COUNT(*) FROM entry e WHERE e.list = r.list AND e.entry_key IS NOT NULL);
