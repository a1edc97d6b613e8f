"""The invented article that drafts are checked against."""

TEXT = """Council votes on the Aldmere ferry

Mayor Ilse Brandt said on Monday that the harbour would stay in public hands. “We will not sell the harbour \
to anybody, \
and we never promised that,” Brandt told reporters. “The lease ends in May 2031. Nobody has asked us to renew it.”

Jon Pell, who runs the Wend ferry, disagreed. “She told me in March that the town had run out of money,” Pell said, \
“and that we should look for a buyer.” He paid 1,500 crowns for a survey.

“The board, which has not met since winter, will decide in June,” said Ada Vass, a member of the ferry board. “I think \
the U.S. company is only interested if the town repairs the quay. We are going to vote on it, and I expect a \
close vote.”

The council has talked about the quay for years. Repairs were put off in three budgets, the last of them after a long \
night on which the members could not agree what a quay was worth to a town with one ferry and no train. In that time \
the price of steel has doubled, two firms that had offered to do the work have closed, and the old crane has been sold \
for scrap by the heirs of the man who built it.

“People here remember when there were four boats a day,” Vass said. “My father worked on one of them.”
"""
