"""What the policies of the enterprise apprenticeship have in common."""

PLAN = "《加强和改进新时代中国特色企业新型学徒制工作方案》"
OPINION = "人社部发〔2021〕39号"
