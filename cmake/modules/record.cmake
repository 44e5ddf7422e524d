include(EmbedSql)
socle_embed_sql(record)
target_link_libraries(socle_record PRIVATE Threads::Threads)
