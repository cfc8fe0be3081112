"""What the policies of the creation of harmonious labour relations have in common."""

OPINION = "《关于推进新时代和谐劳动关系创建活动的意见》（人社部发〔2023〕2号）"
BEGINS = "2023-01-03"
