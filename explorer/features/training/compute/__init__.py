"""The work of training: data, the loop, the exam, snapshots, memory."""
