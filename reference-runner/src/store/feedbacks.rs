//! What users think of answers.

use super::{Result, Store};
use crate::ids::{AppId, EndUserId, FeedbackId, MessageId, Moment};

/// How a rating went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rated {
    Done,
    /// The message is not there, or not the user's.
    NoMessage,
    /// A rating to take back that was never given.
    NoRating,
}

impl Store {
    /// Gives, changes or (`None`) takes back the user's rating of their message.
    pub async fn rate_message(
        &self,
        app: AppId,
        user: EndUserId,
        message: MessageId,
        rating: Option<&'static str>,
    ) -> Result<Rated> {
        let mut db = self.scope("rate_message").await?;
        // Locked, so that two ratings at once leave one.
        let found = self
            .query(
                "SELECT id::text FROM messages WHERE id = $1::uuid AND app_id = $2::uuid \
                 AND from_end_user_id = $3::uuid AND from_source = 'api' FOR UPDATE",
            )
            .bind(message.to_string())
            .bind(app.to_string())
            .bind(user.to_string())
            .fetch_optional(&mut *db)
            .await?;
        if found.is_none() {
            return Ok(Rated::NoMessage);
        }
        let taken_back = self
            .query("DELETE FROM message_feedbacks WHERE message_id = $1::uuid AND from_source = 'user'")
            .bind(message.to_string())
            .execute(&mut *db)
            .await?
            .rows_affected();
        let Some(rating) = rating else {
            db.commit().await?;
            return Ok(if taken_back == 0 { Rated::NoRating } else { Rated::Done });
        };
        self.query(
            "INSERT INTO message_feedbacks (id, app_id, conversation_id, message_id, rating, from_source, \
             from_end_user_id, created_at, updated_at) SELECT $1::uuid, app_id, conversation_id, id, $2, 'user', \
             from_end_user_id, $3::timestamp, $3::timestamp FROM messages WHERE id = $4::uuid",
        )
        .bind(FeedbackId::random().to_string())
        .bind(rating)
        .bind(Moment::now().to_column())
        .bind(message.to_string())
        .execute(&mut *db)
        .await?;
        db.commit().await?;
        Ok(Rated::Done)
    }
}
